import Core
import Trust

/// What the person wants of a new cloud; nil where they said nothing.
struct SetupWishes: Sendable {
    var cloud = "apus"
    var name: String?
    var listen: String?
    var port: Int?
    var fleetPort: Int?
    var region: String?
    var database: String?
    var agentMetricsPort: Int?

    func configuration(state: String) -> ControllerConfig {
        var config = ControllerConfig()
        config.state = state
        config.name = name ?? Self.ownName
        if let listen { config.listen = listen }
        if let port { config.port = port }
        if let fleetPort { config.fleetPort = fleetPort }
        if let region { config.region = region }
        if let database { config.database = database }
        return config
    }

    /// A cloud that exists is not changed by the way.
    ///
    /// - Throws: `Fault` INIT-DIFFERS.
    func compare(with config: ControllerConfig, in directory: StateDirectory) throws {
        let differences: [(String, Bool)] = [
            ("--name", name.map { $0 != config.name } ?? false),
            ("--listen", listen.map { $0 != config.listen } ?? false),
            ("--port", port.map { $0 != config.port } ?? false),
            ("--fleet-port", fleetPort.map { $0 != config.fleetPort } ?? false),
            ("--region", region.map { $0 != config.region } ?? false),
            ("--database", database.map { $0 != config.database } ?? false),
        ]
        let names = differences.filter(\.1).map(\.0)
        guard !names.isEmpty else { return }
        throw Fault(
            .conflict, code: "INIT-DIFFERS",
            "The cloud in \(directory.path) exists and was made with another \(names.joined(separator: ", "))",
            hint: "Nothing was changed. Edit \(directory.configuration) and restart the controller, or `apus destroy` first.")
    }

    /// The host name where this machine can resolve it, else its first address.
    private static var ownName: String {
        let names = MachineNames.all()
        let host = MachineNames.hostName
        if Resolver.knows(host) { return host }
        return names.first { $0.contains(".") && $0.allSatisfy { $0.isNumber || $0 == "." } } ?? "127.0.0.1"
    }
}
