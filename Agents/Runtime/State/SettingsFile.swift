/// Reads `agent.yaml`: what `join` writes and what a person adds to it by hand.
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
        let entries: [SettingsLines.Entry]
        do {
            entries = try SettingsLines.parse(text)
        } catch let error as SettingsLines.Wrong {
            throw wrong(path, "line \(error.line) is not `key: value`")
        }
        var values: [String: [String]] = [:]
        var networks: [String: [String: String]] = [:]
        for entry in entries {
            let key = entry.path.joined(separator: ".")
            if entry.path.count == 3, entry.path[0] == physicalNetworks, networkKeys.contains(entry.path[2]) {
                networks[entry.path[1], default: [:]][entry.path[2]] = entry.values.first
            } else if entry.path.count == 2, entry.path[0] == physicalNetworks, isName(entry.path[1]), entry.values == [""] {
                networks[entry.path[1], default: [:]] = [:]
            } else if known.contains(key) {
                values[key] = entry.values
            } else {
                let all = known.union(networkKeys.map { "\(physicalNetworks).NAME.\($0)" }).sorted().joined(separator: ", ")
                throw wrong(path, "line \(entry.line) has an unknown key \(key) (known: \(all))")
            }
        }
        var settings = try settings(values, path)
        for (name, values) in networks { settings.physicalNetworks[name] = try network(name, values, path) }
        return settings
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
        for (key, field) in directories {
            guard let directory = values[key] else { continue }
            guard let first = directory.first, first.hasPrefix("/") else { throw wrong(path, "\(key) is not an absolute path") }
            settings[keyPath: field] = first
        }
        if let tunnel = values["tunnel_address"]?.first, !tunnel.isEmpty {
            guard AddressKind(tunnel) != .name else { throw wrong(path, "tunnel_address is not an IP address") }
            settings.tunnelAddress = tunnel
        }
        return settings
    }

    private static func network(_ name: String, _ values: [String: String], _ path: String) throws -> PhysicalNetwork {
        let key = "\(physicalNetworks).\(name)"
        // IFNAMSIZ, with its closing zero.
        guard let bridge = values["bridge"], isName(bridge), bridge.utf8.count <= 15 else {
            throw wrong(path, "\(key).bridge is not the name of a bridge")
        }
        var network = PhysicalNetwork(bridge: bridge)
        if let address = values["address"], !address.isEmpty {
            guard isCIDR(address) else { throw wrong(path, "\(key).address is not an address like 172.30.0.1/24") }
            network.address = address
        }
        switch values["nat"] {
        case "true": network.nat = true
        case "false", nil: break
        default: throw wrong(path, "\(key).nat is neither true nor false")
        }
        return network
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { AgentSettings.nameBytes.contains($0) }
    }

    private static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), length >= 0 else { return false }
        switch AddressKind(String(parts[0])) {
        case .ipv4: return length <= 32
        case .ipv6: return length <= 128
        case .name: return false
        }
    }

    private static let known: Set<String> = [
        "host", "roles", "fleet", "fleet.address", "fleet.port", "metrics", "libvirt", "tunnel_address", "instances",
        "image_cache", physicalNetworks,
    ]
    private static let physicalNetworks = "physical_networks"
    private static let networkKeys: Set<String> = ["bridge", "address", "nat"]

    private static var directories: [(String, WritableKeyPath<AgentSettings, String>)] {
        [("instances", \.instances), ("image_cache", \.imageCache)]
    }

    private static func wrong(_ path: String, _ what: String) -> AgentFault {
        AgentFault(
            "AGENT-SETTINGS", "\(path) cannot be used: \(what).",
            hint: "Correct it, or join again with --force to have it written anew.")
    }
}
