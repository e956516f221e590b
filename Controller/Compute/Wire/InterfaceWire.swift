import Core
import Networking

/// `interfaceAttachment` (Compute API, "Port interfaces").
enum InterfaceWire {
    static func wish(_ body: JSONReader, minor: Int) throws -> ServerWish.Interface {
        // A body that asks for nothing asks for any.
        if body.members.isEmpty { return ServerWish.Interface() }
        let input = try Input.root(body, "interfaceAttachment")
        try input.allow(Set(["net_id", "port_id", "fixed_ips"]).union(minor >= 49 ? ["tag"] : []))
        var wish = ServerWish.Interface()
        wish.networkID = try input.optional("net_id")?.uuid()
        wish.portID = try input.optional("port_id")?.uuid()
        wish.tag = try input.optional("tag").map(TagWire.tag)
        if let addresses = try input.optional("fixed_ips")?.elements() {
            guard addresses.count == 1, let address = addresses.first else {
                throw Refusal.invalid("Only one fixed IP can be asked for.")
            }
            try address.allow(["ip_address"])
            let text = try address.member("ip_address").text()
            guard IPAddress(text) != nil else { throw address.refusal("'\(text)' is not a 'ipv4'") }
            wish.fixedIP = text
        }
        if wish.portID != nil, wish.networkID != nil { throw Refusal.invalid("Must not input both network_id and port_id") }
        if wish.fixedIP != nil, wish.networkID == nil { throw Refusal.invalid("Must input network_id when request IP address") }
        return wish
    }

    static func write(_ w: inout JSONWriter, _ interface: ServerInterface, _ minor: Int) {
        let port = interface.port
        w.object { w in
            w.field("port_id", port.id.string)
            w.field("net_id", port.networkID.string)
            w.field("mac_addr", port.macAddress)
            w.field("port_state", port.status.rawValue)
            w.field("fixed_ips") { w in
                w.array(port.fixedIPs) { w, address in
                    w.object { w in
                        w.field("subnet_id", address.subnetID.string)
                        w.field("ip_address", address.address)
                    }
                }
            }
            if minor >= 70 { w.field("tag", interface.tag) }
        }
    }
}
