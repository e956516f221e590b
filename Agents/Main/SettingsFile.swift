import AgentRuntime
import Yams

/// Reads `agent.yaml`.
enum SettingsFile {
    static func read(_ path: String, files: any AgentFiles = DiskFiles()) throws -> AgentSettings {
        guard let bytes = try files.read(path) else {
            throw AgentFault(
                "AGENT-NOT-JOINED", "This host has not joined a controller: there is no \(path).",
                hint: "Make a join token on the controller and run `apus-agent join CONTROLLER_URL TOKEN` here.")
        }
        return try parse(String(decoding: bytes, as: UTF8.self), path: path)
    }

    static func parse(_ text: String, path: String) throws -> AgentSettings {
        let root: Node.Mapping?
        do {
            root = try compose(yaml: text)?.mapping
        } catch {
            throw wrong(path, "it is not YAML: \(error)")
        }
        guard let root else { throw wrong(path, "it is empty") }
        for (key, _) in root where !known.contains(key.string ?? "") {
            throw wrong(path, "it has an unknown key \(key.string ?? "?") (known: \(known.sorted().joined(separator: ", ")))")
        }
        guard let host = root["host"]?.string, let address = root["fleet"]?["address"]?.string else {
            throw wrong(path, "host or fleet.address is missing")
        }
        guard let port = root["fleet"]?["port"]?.int, (1...65535).contains(port) else {
            throw wrong(path, "fleet.port is not a port")
        }
        let roles = root["roles"]?.sequence?.compactMap(\.string) ?? []
        var settings = AgentSettings(host: host, roles: roles, fleetAddress: address, fleetPort: port)
        if let metrics = root["metrics"]?.string { settings.metrics = metrics }
        if let libvirt = root["libvirt"]?.string { settings.libvirt = libvirt }
        return settings
    }

    private static let known: Set<String> = ["host", "roles", "fleet", "metrics", "libvirt"]

    private static func wrong(_ path: String, _ what: String) -> AgentFault {
        AgentFault(
            "AGENT-SETTINGS", "\(path) cannot be used: \(what).",
            hint: "Correct it, or join again with --force to have it written anew.")
    }
}
