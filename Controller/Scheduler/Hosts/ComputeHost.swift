public import AgentProtocol
public import Core

/// A host that runs servers, as administrators see it (Compute API, "Compute services" and "Hypervisors").
public struct ComputeHost: Sendable, Equatable {
    public let name: String
    /// The fleet's id of the host, which is the id of its resource provider too.
    public let providerID: String
    /// Its agent is connected, by the fleet.
    public let isUp: Bool
    /// Why, in the fleet's words.
    public let reason: String
    /// Since when it is up or down.
    public let since: Timestamp?
    /// When its agent was last heard.
    public let seenAt: Timestamp?
    /// Nil before its agent has reported.
    public let facts: Apus_Agent_V1_HostFacts?
    public let isEnabled: Bool
    public let disabledReason: String?
    /// An administrator says that it is down, whatever its agent says.
    public let forcedDown: Bool
    /// When an administrator has last changed the above.
    public let changedAt: Timestamp?
    /// What the machine has, as its inventories say.
    public let total: Resources
    /// What there is for servers: reservations and allocation ratios applied.
    public let capacity: Resources
    public let used: Resources
    /// How many servers and other consumers have claims here.
    public let consumers: Int
    public let availabilityZone: String
}
