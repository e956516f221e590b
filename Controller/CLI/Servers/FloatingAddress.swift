import Core

/// Addresses by which servers are reached from outside.
struct FloatingAddress {
    let client: APIClient

    /// Takes a floating IP of the external network and leads it to the server's first port.
    func give(to server: String, from network: String) async throws -> String {
        let external = try await ServerFinder(client: client).network(network)
        guard let port = try await client.get("/network/v2.0/ports?device_id=\(server)")["ports"]?.array?.first else {
            throw Fault(.conflict, code: "LAUNCH-NO-PORT", "The server has no port that a floating address could lead to")
        }
        let answer = try await client.post(
            "/network/v2.0/floatingips",
            ["floatingip": ["floating_network_id": .string(external), "port_id": .string(try port.text("id"))]])
        return try answer.member("floatingip").text("floating_ip_address")
    }
}
