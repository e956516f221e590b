public import Core
public import Logging
public import Reconcile
public import Store
public import Trust
public import Web

extension API {
    /// Apus's own API: what OpenStack has no word for.
    public static let apus = API(name: "apus", type: "apus", prefix: "/apus/v1", errors: .apus)
}

/// The hosts of this cloud: who they are, what they shall make true, and what they say.
///
/// `Fleet` has the API and the reconcilers; `FleetServer` lets the agents in. Other services write items and read observations
/// through `DesiredSets`, in their own transactions.
public struct Fleet: Service {
    public static let api = API.apus

    let room: FleetRoom
    let agenda: ReconcileAgenda

    /// - Parameter agenda: of the driver that runs the reconcilers, for those who ask what they do
    public init(
        store: Store, authority: CertificateAuthority, configuration: FleetConfiguration = FleetConfiguration(),
        time: any TimeSource = SystemTime(), agenda: ReconcileAgenda = ReconcileAgenda(), logger: Logger
    ) {
        self.agenda = agenda
        room = FleetRoom(store: store, authority: authority, configuration: configuration, time: time, logger: logger)
    }

    public var routes: [Route] { hostRoutes + joinTokenRoutes + enrolmentRoutes }

    public var reconcilers: [any Reconciler] { [HostReconciler(fleet: room), FleetExpiry(fleet: room)] }

    /// The sessions of this process.
    public var sessions: SessionRegistry { room.sessions }

    /// Bytes to and from guests.
    public var tunnels: TunnelRegistry { room.tunnels }

    /// Makes a join token without a request, for a command on the controller's own machine.
    ///
    /// - Returns: the text that `apus join` takes; it cannot be had again.
    /// - Throws: `Fault` 400 for a wrong name, role or lifetime, 409 FLEET-HOST-REMOVING.
    public static func createJoinToken(
        _ tx: Transaction, authority: CertificateAuthority, host: String, roles: [HostRole],
        lifetime: Duration = JoinToken.standardLifetime, now: Timestamp
    ) throws -> String {
        try HostName.check(host)
        let (token, secret) = try JoinTokens.create(tx, host: host, roles: roles, lifetime: lifetime, now: now)
        return try JoinTokenText.text(token, secret, authority)
    }
}
