/// All that decides about a server, as values. What its phase does not look at is not loaded.
struct ServerWorld: Sendable {
    var server: Server
    var ports: [PortSight] = []
    /// On its present host.
    var domain: DomainSight?
    var host: HostSight?
    /// An administrator says that the host, which cannot be reached, does not run (`forced_down`).
    var isFenced = false
    var placement: Placement?
    /// For the timeline: `demo 10.0.0.12`.
    var addresses = ""
}
