import ArgumentParser

/// What can be chosen when a cloud is made.
struct SetupOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The name of the entry in clouds.yaml.", valueName: "name"))
    var cloud = "apus"

    @Option(help: "The name or address by which others reach this controller (default: this machine's name).")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The address to listen on (default: 0.0.0.0; 127.0.0.1 serves this machine only).", valueName: "address"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "A PostgreSQL database, postgresql://user@host/name?sslrootcert=/path/ca.pem (default: a file).", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("The port of the API (default: 5000).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("The port that agents dial (default: 5001).", valueName: "port"))
    var fleetPort: Int?

    @Option(help: "The region in the catalog (default: RegionOne).")
    var region: String?

    @Option(help: ArgumentHelp("The loopback port of the local agent's /metrics (default: 9105).", valueName: "port"))
    var agentMetricsPort: Int?

    var wishes: SetupWishes {
        SetupWishes(
            cloud: cloud, name: name, listen: listen, port: port, fleetPort: fleetPort, region: region,
            database: database, agentMetricsPort: agentMetricsPort)
    }
}
