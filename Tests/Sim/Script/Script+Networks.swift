import Core

extension Script {
    static let network = "/network/v2.0"

    /// Makes something of the network service, by name.
    func network(_ kind: String, _ plural: String, _ name: String, _ more: [String: JSON]) async throws -> String {
        var body = more
        body["name"] = .string(name)
        return try await make(admin, "\(Self.network)/\(plural)", [kind: .object(body)]) {
            try await find("\(Self.network)/\(plural)", plural, name: name)
        }
    }

    /// The first port of a server.
    func port(of server: String) async throws -> String {
        let ports = try await get("\(Self.network)/ports?device_id=\(server)")["ports"]?.array ?? []
        guard let id = ports.first?["id"]?.string else { throw ScriptFailure("server \(server) has no port") }
        return id
    }
}

extension Script {
    func portOwner(_ id: String) async throws -> String? {
        try await get("\(Self.network)/ports/\(id)")["port"]?["device_id"]?.string
    }

    func portStatus(_ id: String) async throws -> String? {
        try await get("\(Self.network)/ports/\(id)")["port"]?["status"]?.string
    }
}
