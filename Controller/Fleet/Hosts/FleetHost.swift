public import AgentProtocol
public import Core

/// A host as other services see it: what was intended, what was decided, and what its agent says of itself.
public struct FleetHost: Sendable {
    public let name: String
    public let id: ID<Host>
    public let roles: [HostRole]
    public let phase: HostPhase.Phase
    /// Why it is in this phase.
    public let reason: String
    /// When the phase began; for a host that no reconciler has seen yet, when it was enrolled.
    public let since: Timestamp
    public let createdAt: Timestamp
    /// Its removal was asked for: nothing new may be put on it.
    public let isRemoving: Bool
    /// When its agent was last heard, half a minute late at most while its session stands; nil before the first session.
    public let seenAt: Timestamp?
    public let agentVersion: String?

    private let report: HostReport

    /// What the machine is; nil until its agent has connected. To be asked once: it is made from text each time.
    public var facts: Apus_Agent_V1_HostFacts? { report.facts }

    /// How it fares; nil until its agent has looked. As `facts`.
    public var health: Apus_Agent_V1_HostHealth? { report.health }

    /// Its agent is connected, or was a moment ago.
    public var isUp: Bool { phase == .up }

    /// The set of items that concern this host alone.
    public var set: String { SetName.host(name) }
}

extension FleetHost {
    /// The reason of a host that no reconciler has seen yet.
    static let unseen = "its agent has not connected yet"

    init(_ view: HostView) {
        name = view.host.name
        id = view.host.id
        roles = view.host.roles
        phase = view.phase?.phase ?? .joining
        reason = view.phase?.reason ?? Self.unseen
        since = view.phase?.since ?? view.host.createdAt
        report = view.report
        createdAt = view.host.createdAt
        isRemoving = view.host.deletedAt != nil
        seenAt = view.session?.seenAt
        agentVersion = view.session?.version
    }
}
