import Core
import Web

/// Which attributes of a port are not for everybody: others on the network have to trust what they say.
enum PortAttributes {
    private static let ruled = [
        "mac_address", "port_security_enabled", "allowed_address_pairs", "binding:host_id", "binding:profile",
        "binding:vnic_type",
    ]

    /// - Parameter verb: `create` or `update`.
    static func authorize(
        _ verb: String, _ reader: AttributeReader, _ context: RequestContext, _ target: PolicyTarget
    ) throws {
        for name in ruled where reader.has(name) && !isPlain(reader, name) {
            try context.authorize("\(verb)_port:\(name)", target)
        }
        if let owner = try reader.text("device_owner"), owner.hasPrefix("network:") {
            try context.authorize("\(verb)_port:device_owner", target)
        }
        for fixed in try reader.objects("fixed_ips") ?? [] {
            let part = fixed.has("ip_address") && !fixed.isNull("ip_address") ? "ip_address" : "subnet_id"
            try context.authorize("\(verb)_port:fixed_ips:\(part)", target)
        }
    }

    /// Saying what would be anyhow needs no right.
    private static func isPlain(_ reader: AttributeReader, _ name: String) -> Bool {
        switch (name, reader.members[name]) {
        case (_, .null?), ("binding:vnic_type", .string("normal")?), ("binding:host_id", .string("")?): true
        case ("allowed_address_pairs", .array([])?), ("binding:profile", .object([:])?): true
        default: false
        }
    }
}
