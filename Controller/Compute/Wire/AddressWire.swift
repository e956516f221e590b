import Core
import Networking

/// `addresses` (Compute API, "Servers IPs").
enum AddressWire {
    typealias Address = ServerNetworks.Address

    /// An object with a member for each network, in the order of the first port of each.
    static func networks(
        _ addresses: [Address], _ w: inout JSONWriter, _ members: (Address, inout JSONWriter) -> Void = { members($0, &$1) }
    ) {
        var names: [String] = []
        for address in addresses where !names.contains(address.networkName) { names.append(address.networkName) }
        w.object { w in
            for name in names { network(name, addresses, &w, members) }
        }
    }

    static func network(
        _ name: String, _ addresses: [Address], _ w: inout JSONWriter,
        _ members: (Address, inout JSONWriter) -> Void = { members($0, &$1) }
    ) {
        w.field(name) { w in
            w.array { w in
                for address in addresses where address.networkName == name { w.object { members(address, &$0) } }
            }
        }
    }

    static func members(_ address: Address, _ w: inout JSONWriter) {
        w.field("version", address.version)
        w.field("addr", address.address)
    }
}
