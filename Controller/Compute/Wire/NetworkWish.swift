import Core
import Networking

/// `networks` of a new server: a list, or from 2.37 on also `auto` or `none`.
enum NetworkWish {
    static func networks(_ input: Input?, _ minor: Int) throws -> ServerWish.Networks {
        guard let input else { return .any }
        if minor >= 37, let word = input.json.string {
            guard ["auto", "none"].contains(word) else { throw input.refusal("'\(word)' is not one of ['none', 'auto']") }
            return word == "auto" ? .auto : .none
        }
        let interfaces = try input.elements().map { try interface($0, hasTag: (32...36).contains(minor) || minor >= 42) }
        return interfaces.isEmpty ? .any : .these(interfaces)
    }

    private static func interface(_ input: Input, hasTag: Bool) throws -> ServerWish.Interface {
        guard input.json.object != nil else { throw input.wrongType("object") }
        try input.allow(Set(["uuid", "port", "fixed_ip"]).union(hasTag ? ["tag"] : []))
        var interface = ServerWish.Interface()
        interface.networkID = try input.optional("uuid")?.uuid()
        if let port = input.optional("port"), !port.json.isNull { interface.portID = try port.uuid() }
        if let address = input.optional("fixed_ip") {
            let text = try address.text()
            guard IPAddress(text) != nil else { throw address.refusal("'\(text)' is not a 'ipv4'") }
            interface.fixedIP = text
        }
        interface.tag = try input.optional("tag").map(TagWire.tag)
        if let port = interface.portID, let address = interface.fixedIP {
            throw Refusal.invalid(
                "Specified Fixed IP '\(address)' cannot be used with port '\(port)': the two cannot be specified together.")
        }
        guard interface.portID != nil || interface.networkID != nil else {
            throw Refusal.invalid("Bad networks format: network uuid is not in proper format (None)")
        }
        return interface
    }
}
