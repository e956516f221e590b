import Core
import HTTPTypes
import Store

/// A project of the simulated cloud, which asks the API for what it needs.
struct Project: Sendable {
    let cloud: Cloud
    let name: String

    private var persona: Persona { .member(project: name) }

    /// The project's network; made, with quotas lifted, if there is none.
    func network(_ cidr: String) async throws -> String {
        let known = try await cloud.api.get("/network/v2.0/networks?project_id=\(name)", as: persona)
        if let id = known["networks"]?[0]?["id"]?.string { return id }
        try await cloud.api.put(
            "/compute/v2.1/os-quota-sets/\(name)",
            ["quota_set": ["instances": -1, "cores": -1, "ram": -1]], as: .admin)
        try await cloud.api.put("/network/v2.0/quotas/\(name)", ["quota": ["port": -1]], as: .admin)
        let network = try await cloud.api.post("/network/v2.0/networks", ["network": ["name": "net"]], as: persona)
        guard let id = network["network"]?["id"]?.string else { throw Failure("no network: \(network.text)") }
        _ = try await cloud.api.post(
            "/network/v2.0/subnets", ["subnet": ["network_id": .string(id), "ip_version": 4, "cidr": .string(cidr)]], as: persona)
        return id
    }

    /// Asks for servers; they are on their way when this returns.
    ///
    /// - Parameter host: where; nil lets the scheduler choose
    /// - Returns: the id of the first.
    @discardableResult
    func create(_ count: Int = 1, on network: String, host: String? = nil) async throws -> String {
        let image = try await cloud.store.read { try $0.value("SELECT id FROM image_image LIMIT 1") ?? "" }
        var wish: [String: JSON] = [
            "name": .string("s-\(name)"), "imageRef": .string(image), "flavorRef": "small",
            "networks": [["uuid": .string(network)]], "min_count": .int(Int64(count)), "max_count": .int(Int64(count)),
        ]
        if let host { wish["availability_zone"] = .string("nova:\(host)") }
        let answer = try await cloud.api.post(
            "/compute/v2.1/servers", ["server": .object(wish)], as: host == nil ? persona : .keeper(project: name))
        guard let id = answer["server"]?["id"]?.string else { throw Failure("no server: \(answer.text)") }
        return id
    }

    func delete(_ id: String) async throws { try await cloud.api.delete("/compute/v2.1/servers/\(id)", as: persona) }

    func status(_ id: String) async throws -> String {
        let answer = try await cloud.api.send(.get, "/compute/v2.1/servers/\(id)", nil, as: persona)
        return answer.status == 404 ? "gone" : try answer.json()["server"]?["status"]?.string ?? ""
    }

    /// A page of its servers, as the clients' lists ask for it.
    func list() async throws {
        _ = try await cloud.api.get("/compute/v2.1/servers/detail?limit=100", as: persona)
    }
}
