import Core

/// What `apus init` set up on this machine beside the controller, so that `up` finds it and `destroy` removes just that:
/// `local.yaml` in the state directory. Its presence is the mark of a complete `init`.
struct LocalCloud: Sendable, Equatable {
    /// The name of the entry in clouds.yaml.
    var cloud: String
    var cloudsFile: String
    /// Where the local agent serves /metrics, "address:port".
    var agentMetrics: String

    /// The private key of the keypair `demo`, beside the file that says how to reach the cloud.
    var demoKey: String {
        let folder = cloudsFile.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/\(cloud)-\(DemoKey.name).key"
    }

    static func path(_ directory: StateDirectory) -> String { "\(directory.path)/local.yaml" }

    /// nil before `init` has finished.
    static func load(_ directory: StateDirectory) throws -> LocalCloud? {
        guard let bytes = try DurableFile.read(path(directory)) else { return nil }
        let json = try JSON(yaml: String(decoding: bytes, as: UTF8.self))
        guard let cloud = json["cloud"]?.string, let file = json["clouds_file"]?.string,
            let metrics = json["agent_metrics"]?.string
        else {
            throw Fault(
                .conflict, code: "CONFIG-LOCAL", "\(path(directory)) is incomplete",
                hint: "Remove the file and run `apus init` again; nothing else is touched.")
        }
        return LocalCloud(cloud: cloud, cloudsFile: file, agentMetrics: metrics)
    }

    func store(in directory: StateDirectory) throws {
        let lines = [
            "# Written by `apus init`.", "cloud: \(JSON.string(cloud).text)", "clouds_file: \(JSON.string(cloudsFile).text)",
            "agent_metrics: \(JSON.string(agentMetrics).text)",
        ]
        try DurableFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: Self.path(directory), mode: 0o600)
    }
}
