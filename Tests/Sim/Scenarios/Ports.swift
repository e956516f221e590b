import Core

extension Scenario {
    static let ports = Scenario(
        name: "ports", about: "A server gets a second port and loses it again; security groups and their rules change."
    ) { script in
        let id = try await script.given("web-1")
        let network = try await script.find(Script.network + "/networks", "networks", name: "demo") ?? ""
        let group = try await script.network("security_group", "security-groups", "web", [:])
        let port = try await script.network(
            "port", "ports", "second", ["network_id": .string(network), "security_groups": [.string(group)]])
        let path = "\(Script.compute)/servers/\(id)/os-interface"
        _ = try await script.make(script.member, path, ["interfaceAttachment": ["port_id": .string(port)]]) {
            try await script.portOwner(port) == id ? port : nil
        }
        try await script.until("the second port is up") { try await script.portStatus(port) == "ACTIVE" }
        let rule: [String: JSON] = [
            "security_group_id": .string(group), "direction": "ingress", "protocol": "tcp", "port_range_min": 80,
            "port_range_max": 80,
        ]
        _ = try await script.make(script.admin, Script.network + "/security-group-rules", ["security_group_rule": .object(rule)])
        {
            try await script.get(Script.network + "/security-group-rules?security_group_id=\(group)&port_range_min=80")[
                "security_group_rules"]?[0]?["id"]?.string
        }
        try await script.put("\(Script.network)/ports/\(port)", ["port": ["security_groups": []]])
        try await script.delete("\(path)/\(port)", by: script.member)
        try await script.until("the second port is free") { try await script.portOwner(port) == "" }
        try await script.delete("\(Script.network)/ports/\(port)")
        try await script.delete("\(Script.network)/security-groups/\(group)")
    }
}
