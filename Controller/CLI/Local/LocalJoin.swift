import Core

/// Lets this machine join its own cloud.
struct LocalJoin {
    let directory: StateDirectory
    let client: APIClient

    func join(host: String) async throws {
        let token = try await JoinRequest(host: host, roles: LocalRoles.available, minutes: 10).send(client)
        guard let local = try LocalCloud.load(directory) else { return }
        let files = AgentFiles(directory)
        try await Run.successfully(
            [Programs.agent, "join", client.base, token.text, "--host", host, "--state", files.path], code: "UP-JOIN")
        let text = String(decoding: try DurableFile.read(files.settings) ?? [], as: UTF8.self)
        let changed = Self.settings(text, metrics: local.agentMetrics)
        if changed != text { try DurableFile.write(Array(changed.utf8), to: files.settings, mode: 0o600) }
    }

    /// What `join` has written, as it is right for the controller's own machine: several clouds on one machine need as many
    /// ports for figures, and the external network of the demonstration is wired to here.
    static func settings(_ text: String, metrics: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("metrics:") ? "metrics: \(JSON.string(metrics).text)" : String(line)
        }
        let changed = lines.joined(separator: "\n")
        guard !lines.contains(where: { $0.hasPrefix("physical_networks:") }) else { return changed }
        return changed + """
            physical_networks:
              \(ExternalNetwork.name):
                bridge: \(ExternalNetwork.bridge)
                address: \(ExternalNetwork.gateway)/\(ExternalNetwork.prefixLength)
                nat: true

            """
    }
}
