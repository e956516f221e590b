/// Reads `agent.yaml`: the part of YAML that `join` writes and that a person adds to it by hand. A whole YAML library would
/// bring Foundation's tables of all the world's scripts with it, a third of the agent's memory.
///
/// Lines are `key: value`, a comment, or blank; `fleet:` is followed by its indented keys. A value is a word, a text in
/// quotes, or a list in brackets.
public enum SettingsFile {
    /// - Throws: `AgentFault` where there is none or it cannot be understood.
    public static func read(_ path: String, files: any AgentFiles = DiskFiles()) throws -> AgentSettings {
        guard let bytes = try files.read(path) else {
            throw AgentFault(
                "AGENT-NOT-JOINED", "This host has not joined a controller: there is no \(path).",
                hint: "Run `apus join HOST` on the controller, and here the command that it prints.")
        }
        return try parse(String(decoding: bytes, as: UTF8.self), path: path)
    }

    static func parse(_ text: String, path: String) throws -> AgentSettings {
        var values: [String: [String]] = [:]
        var parent = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bare = trimmed(line)
            guard !bare.isEmpty, !bare.hasPrefix("#"), bare != "---" else { continue }
            guard let colon = bare.firstIndex(of: ":"), let value = value(bare[bare.index(after: colon)...]) else {
                throw wrong(path, "line \(index + 1) is not `key: value`")
            }
            let isNested = line.first == " "
            let key = (isNested ? parent + "." : "") + trimmed(bare[..<colon])
            if !isNested { parent = key }
            guard known.contains(key) else {
                throw wrong(
                    path, "line \(index + 1) has an unknown key \(key) (known: \(known.sorted().joined(separator: ", ")))")
            }
            values[key] = value
        }
        return try settings(values, path)
    }

    private static func settings(_ values: [String: [String]], _ path: String) throws -> AgentSettings {
        guard let host = values["host"]?.first, let address = values["fleet.address"]?.first, !host.isEmpty, !address.isEmpty
        else { throw wrong(path, "host or fleet.address is missing") }
        guard let port = values["fleet.port"]?.first.flatMap({ Int($0) }), (1...65535).contains(port) else {
            throw wrong(path, "fleet.port is not a port")
        }
        var settings = AgentSettings(host: host, roles: values["roles"] ?? [], fleetAddress: address, fleetPort: port)
        if let metrics = values["metrics"] { settings.metrics = metrics.first ?? "" }
        if let libvirt = values["libvirt"] { settings.libvirt = libvirt.first ?? "" }
        return settings
    }

    /// The texts of a value: one, or those of a list; nil where it is neither.
    private static func value(_ text: Substring) -> [String]? {
        let bare = trimmed(text)
        guard bare.hasPrefix("[") else { return scalar(bare).map { [$0] } }
        guard bare.hasSuffix("]") else { return nil }
        let parts = bare.dropFirst().dropLast().split(separator: ",").map { scalar(trimmed($0)) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    private static func scalar(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return String(trimmed(text.prefix { $0 != "#" }))
        }
        var out = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote { return trimmed(rest).isEmpty || trimmed(rest).hasPrefix("#") ? out : nil }
            if character == "\\", quote == "\"", let next = rest.popFirst() { out.append(next) } else { out.append(character) }
        }
        return nil
    }

    private static let known: Set<String> = ["host", "roles", "fleet", "fleet.address", "fleet.port", "metrics", "libvirt"]

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    private static func wrong(_ path: String, _ what: String) -> AgentFault {
        AgentFault(
            "AGENT-SETTINGS", "\(path) cannot be used: \(what).",
            hint: "Correct it, or join again with --force to have it written anew.")
    }
}
