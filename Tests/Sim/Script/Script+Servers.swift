import Core
import HTTPTypes

extension Script {
    static let compute = "/compute/v2.1"

    /// On a host of the administrator's choice.
    func createServer(_ name: String, on host: String) async throws -> String {
        try await createServer(name, ["availability_zone": .string("nova:\(host)")], by: admin)
    }

    func createServer(_ name: String, _ more: [String: JSON] = [:]) async throws -> String {
        try await createServer(name, more, by: member)
    }

    private func createServer(_ name: String, _ more: [String: JSON], by client: Client) async throws -> String {
        let network = try await find(Self.network + "/networks", "networks", name: "demo") ?? ""
        let image = try await find("/image/v2/images", "images", name: "guest") ?? ""
        let standard: [String: JSON] = [
            "name": .string(name), "imageRef": .string(image), "flavorRef": "tiny",
            "networks": [["uuid": .string(network)]],
        ]
        let body: JSON = ["server": .object(standard.merging(more) { $1 })]
        return try await make(client, Self.compute + "/servers", body) {
            try await find(Self.compute + "/servers", "servers", name: name)
        }
    }

    /// A server that runs before the story begins: how one comes about is the business of other scenarios.
    func given(_ name: String, on host: String? = nil) async throws -> String {
        world.isCounting = false
        defer { world.isCounting = true }
        let id = if let host { try await createServer(name, on: host) } else { try await createServer(name) }
        try await until(id, "ACTIVE")
        try await atRest()
        return id
    }

    /// Nil when it is gone.
    func server(_ id: String) async throws -> JSON? {
        let answer = try await ask(admin, .get, "\(Self.compute)/servers/\(id)")
        if answer.status == 404 { return nil }
        guard answer.isGood else { throw ScriptFailure("server \(id): \(answer.text)") }
        return answer.json["server"]
    }

    /// An ERROR on the way is the end of it.
    func until(_ id: String, _ status: String) async throws {
        try await until("server \(id) is \(status)") {
            let server = try await server(id)
            let found = server?["status"]?.string
            if found == "ERROR", status != "ERROR" { throw ScriptFailure("server \(id): \(server?["fault"]?.text ?? "ERROR")") }
            return found == status
        }
    }

    func untilGone(_ id: String) async throws {
        try await until("server \(id) is gone") { try await server(id) == nil }
    }

    /// An action that must not be done twice: where the connection was lost, the server's story says whether it was accepted.
    func act(_ id: String, _ name: String, _ body: JSON) async throws {
        let before = try await actions(id, name)
        while true {
            do {
                let answer = try await member.send(.post, "\(Self.compute)/servers/\(id)/action", body)
                guard answer.isGood else { throw ScriptFailure("\(name) of \(id): \(answer.text)") }
                return
            } catch is ConnectionLost {
                if try await actions(id, name) > before { return }
            }
        }
    }

    private func actions(_ id: String, _ name: String) async throws -> Int {
        let list = try await get("\(Self.compute)/servers/\(id)/os-instance-actions")["instanceActions"]?.array ?? []
        return list.count { $0["action"]?.string == name }
    }
}

extension Script {
    /// How often the guest has been started, on whichever machine.
    func boots(_ id: String) -> Int { world.machines.values.reduce(0) { $0 + ($1.hypervisor.boots[id] ?? 0) } }

    func host(of id: String) async throws -> String {
        guard let host = try await server(id)?["OS-EXT-SRV-ATTR:host"]?.string else {
            throw ScriptFailure("server \(id) has no host")
        }
        return host
    }
}
