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
        try listen(local.agentMetrics, files)
    }

    /// Several clouds on one machine need as many ports.
    private func listen(_ address: String, _ files: AgentFiles) throws {
        let text = String(decoding: try DurableFile.read(files.settings) ?? [], as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("metrics:") ? "metrics: \(JSON.string(address).text)" : String(line)
        }
        let changed = lines.joined(separator: "\n")
        if changed != text { try DurableFile.write(Array(changed.utf8), to: files.settings, mode: 0o600) }
    }
}
