import Core

/// A network for servers, the external network of this host, a router between them, and rules that let ssh and ping in.
struct DemoNetworks {
    let client: APIClient

    func make() async throws -> [String] {
        var made: [String] = []
        let external = try await network(
            "public",
            [
                "router:external": true, "provider:network_type": "flat",
                "provider:physical_network": .string(ExternalNetwork.name),
            ],
            subnet: [
                "cidr": .string(ExternalNetwork.cidr), "gateway_ip": .string(ExternalNetwork.gateway), "enable_dhcp": false,
                "allocation_pools": [
                    ["start": .string(ExternalNetwork.firstFloating), "end": .string(ExternalNetwork.lastFloating)]
                ],
            ], &made)
        let demo = try await network(
            "demo", [:],
            subnet: ["cidr": "10.0.0.0/24", "dns_nameservers": .array(Resolver.servers.map(JSON.string))], &made)
        try await router(from: demo.subnet, to: external.network, &made)
        try await rules(&made)
        return made
    }

    private func network(
        _ name: String, _ more: [String: JSON], subnet: [String: JSON], _ made: inout [String]
    ) async throws -> (network: String, subnet: String) {
        let id: String
        if let known = try await find("networks", name) {
            id = try known.text("id")
        } else {
            let body = more.merging(["name": .string(name)]) { $1 }
            let answer = try await client.post("/network/v2.0/networks", ["network": .object(body)])
            id = try answer.member("network").text("id")
            made.append("network \(name)")
        }
        if let known = try await client.get("/network/v2.0/subnets?network_id=\(id)")["subnets"]?.array?.first {
            return (id, try known.text("id"))
        }
        let body = subnet.merging(["name": .string(name), "network_id": .string(id), "ip_version": 4]) { $1 }
        let answer = try await client.post("/network/v2.0/subnets", ["subnet": .object(body)])
        return (id, try answer.member("subnet").text("id"))
    }

    private func router(from subnet: String, to external: String, _ made: inout [String]) async throws {
        let gateway: JSON = ["network_id": .string(external)]
        let id: String
        if let known = try await find("routers", "demo") {
            id = try known.text("id")
        } else {
            let answer = try await client.post(
                "/network/v2.0/routers", ["router": ["name": "demo", "external_gateway_info": gateway]])
            id = try answer.member("router").text("id")
            made.append("router demo")
        }
        let ports = try await client.get("/network/v2.0/ports?device_id=\(id)")["ports"]?.array ?? []
        let subnets = ports.flatMap { $0["fixed_ips"]?.array ?? [] }.compactMap { $0["subnet_id"]?.string }
        guard !subnets.contains(subnet) else { return }
        _ = try await client.put("/network/v2.0/routers/\(id)/add_router_interface", ["subnet_id": .string(subnet)])
    }

    /// In the default group of this project, which lets nothing in from outside.
    private func rules(_ made: inout [String]) async throws {
        guard let group = try await ownDefaultGroup() else { return }
        let id = try group.text("id")
        let known = group["security_group_rules"]?.array ?? []
        for (protocolName, port) in [("tcp", Int64?(22)), ("icmp", nil)] {
            let exists = known.contains { rule in
                rule["protocol"]?.string == protocolName && rule["direction"]?.string == "ingress"
                    && rule["port_range_min"]?.int == port
            }
            if exists { continue }
            var rule: [String: JSON] = [
                "security_group_id": .string(id), "direction": "ingress", "ethertype": "IPv4", "protocol": .string(protocolName),
            ]
            if let port { (rule["port_range_min"], rule["port_range_max"]) = (.int(port), .int(port)) }
            _ = try await client.post("/network/v2.0/security-group-rules", ["security_group_rule": .object(rule)])
            made.append("rule for \(port == 22 ? "ssh" : "ping")")
        }
    }

    /// An administrator sees every project's; his own is the one of his token's project.
    private func ownDefaultGroup() async throws -> JSON? {
        let project = try await client.projectID()
        let answer = try await client.get("/network/v2.0/security-groups?name=default&project_id=\(project)")
        return answer["security_groups"]?.array?.first
    }

    private func find(_ collection: String, _ name: String) async throws -> JSON? {
        try await client.get("/network/v2.0/\(collection)?name=\(name)")[collection]?.array?.first
    }
}
