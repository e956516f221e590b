/// All that decides about a server, as values. What its phase does not look at is not loaded.
struct ServerWorld: Sendable {
    var server: Server
    var ports: [PortSight] = []
    /// On its present host.
    var domain: DomainSight?
    var host: HostSight?
    var placement: Placement?
    /// For the timeline: `demo 10.0.0.12`.
    var addresses = ""
}
