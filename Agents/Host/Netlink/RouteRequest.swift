import CNetlink
import Glibc

/// Changes as messages of rtnetlink(7): pure, byte for byte.
struct RouteRequest {
    /// Finds a device's number by its name in the namespace that the message goes to.
    var index: (String) throws -> Int32
    /// An open file of a namespace, by the path of its file.
    var namespaceFile: (String) throws -> Int32

    private static let request = NLM_F_REQUEST | NLM_F_ACK

    func encode(_ change: NetlinkChange, sequence: UInt32) throws -> [UInt8] {
        switch change {
        case .createBridge, .createVXLAN, .createVeth: try creation(change, sequence)
        case .setLink(let name, let settings): try setting(name, settings, sequence)
        case .deleteLink(let name): deletion(name, sequence)
        case .addAddress(let address):
            try self.address(address, RTM_NEWADDR, Self.request | NLM_F_CREATE | NLM_F_EXCL, sequence)
        case .deleteAddress(let address): try self.address(address, RTM_DELADDR, Self.request, sequence)
        case .replaceRoute(let route):
            try self.route(route, RTM_NEWROUTE, Self.request | NLM_F_CREATE | NLM_F_REPLACE, sequence)
        case .deleteRoute(let route): try self.route(route, RTM_DELROUTE, Self.request, sequence)
        case .addForwarding(let entry):
            try forwarding(entry, RTM_NEWNEIGH, Self.request | NLM_F_CREATE | NLM_F_APPEND, sequence)
        case .deleteForwarding(let entry): try forwarding(entry, RTM_DELNEIGH, Self.request, sequence)
        }
    }

    private func creation(_ change: NetlinkChange, _ sequence: UInt32) throws -> [UInt8] {
        var message = Self.link(RTM_NEWLINK, Self.request | NLM_F_CREATE | NLM_F_EXCL, sequence)
        // An alias can only be given in a second call.
        message.attribute(IFLA_GROUP, NetworkDump.Link.ownGroup)
        switch change {
        case .createBridge(let name, let mac):
            message.attribute(IFLA_IFNAME, text: name)
            if let mac { message.attribute(IFLA_ADDRESS, mac.bytes) }
            Self.information(&message, kind: "bridge") { $0.attribute(IFLA_BR_MCAST_SNOOPING, UInt8(0)) }
        case .createVXLAN(let name, let vni, let local, let port):
            message.attribute(IFLA_IFNAME, text: name)
            Self.information(&message, kind: "vxlan") { data in
                data.attribute(IFLA_VXLAN_ID, vni)
                data.attribute(local.isV6 ? IFLA_VXLAN_LOCAL6 : IFLA_VXLAN_LOCAL, local.bytes)
                data.attribute(IFLA_VXLAN_PORT, port.bigEndian)
                data.attribute(IFLA_VXLAN_LEARNING, UInt8(0))
            }
        case .createVeth(let name, let peer, let mac, let namespace):
            let file = try namespace.map(namespaceFile)
            message.attribute(IFLA_IFNAME, text: name)
            Self.information(&message, kind: "veth") { data in
                data.nested(VETH_INFO_PEER) { Self.peer(&$0, peer, mac, file) }
            }
        default: break
        }
        return message.finished
    }

    private static func peer(_ data: inout NetlinkMessage, _ name: String, _ mac: HardwareAddress?, _ file: Int32?) {
        // An ifinfomsg of its own precedes the peer's attributes.
        for _ in 0..<4 { data.put(UInt32(0)) }
        data.attribute(IFLA_IFNAME, text: name)
        if let mac { data.attribute(IFLA_ADDRESS, mac.bytes) }
        if let file { data.attribute(IFLA_NET_NS_FD, file) }
    }

    private func setting(_ name: String, _ settings: NetlinkChange.LinkSettings, _ sequence: UInt32) throws -> [UInt8] {
        var message = Self.link(RTM_NEWLINK, Self.request, sequence, up: settings.isUp)
        message.attribute(IFLA_IFNAME, text: name)
        if let mtu = settings.mtu { message.attribute(IFLA_MTU, mtu) }
        if let mac = settings.mac { message.attribute(IFLA_ADDRESS, mac.bytes) }
        if let alias = settings.alias { message.attribute(IFLA_IFALIAS, text: alias) }
        if let master = settings.master { message.attribute(IFLA_MASTER, master.isEmpty ? 0 : try index(master)) }
        if let forms = settings.formsAddresses {
            message.nested(IFLA_AF_SPEC) { families in
                families.nested(Int(AF_INET6)) { $0.attribute(IFLA_INET6_ADDR_GEN_MODE, UInt8(forms ? 0 : 1)) }
            }
        }
        return message.finished
    }

    private func deletion(_ name: String, _ sequence: UInt32) -> [UInt8] {
        var message = Self.link(RTM_DELLINK, Self.request, sequence)
        message.attribute(IFLA_IFNAME, text: name)
        return message.finished
    }

    private func address(_ address: LinkAddress, _ type: Int, _ flags: Int32, _ sequence: UInt32) throws -> [UInt8] {
        var message = NetlinkMessage(type: type, flags: flags, sequence: sequence)
        let ip = address.prefix.address
        message.put(ip.family)
        message.put(UInt8(address.prefix.length))
        message.put(UInt8(ip.isV6 ? IFA_F_NODAD : 0))
        message.put(UInt8(RT_SCOPE_UNIVERSE.rawValue))
        message.put(try index(address.link))
        message.attribute(IFA_LOCAL, ip.bytes)
        message.attribute(IFA_ADDRESS, ip.bytes)
        return message.finished
    }

    private func route(_ route: Route, _ type: Int, _ flags: Int32, _ sequence: UInt32) throws -> [UInt8] {
        var message = NetlinkMessage(type: type, flags: flags, sequence: sequence)
        let onLink = route.gateway == nil
        message.put(route.destination.address.family)
        message.put(UInt8(route.destination.length))
        for _ in 0..<2 { message.put(UInt8(0)) }
        message.put(UInt8(RT_TABLE_MAIN.rawValue))
        message.put(UInt8(RTPROT_STATIC))
        message.put(UInt8((onLink && !route.destination.address.isV6 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE).rawValue))
        message.put(UInt8(RTN_UNICAST))
        message.put(UInt32(0))
        if route.destination.length > 0 { message.attribute(Int(RTA_DST.rawValue), route.destination.network.address.bytes) }
        if let gateway = route.gateway { message.attribute(Int(RTA_GATEWAY.rawValue), gateway.bytes) }
        if let link = route.link { message.attribute(Int(RTA_OIF.rawValue), try index(link)) }
        return message.finished
    }

    private func forwarding(_ entry: ForwardingEntry, _ type: Int, _ flags: Int32, _ sequence: UInt32) throws -> [UInt8] {
        var message = NetlinkMessage(type: type, flags: flags, sequence: sequence)
        message.put(UInt8(AF_BRIDGE))
        message.put(UInt8(0))
        message.put(UInt16(0))
        message.put(try index(entry.link))
        message.put(UInt16(NUD_PERMANENT | NUD_NOARP))
        message.put(UInt8(NTF_SELF))
        message.put(UInt8(0))
        message.attribute(NDA_LLADDR, entry.mac.bytes)
        message.attribute(NDA_DST, entry.destination.bytes)
        return message.finished
    }

    private static func link(_ type: Int, _ flags: Int32, _ sequence: UInt32, up: Bool? = nil) -> NetlinkMessage {
        var message = NetlinkMessage(type: type, flags: flags, sequence: sequence)
        message.put(UInt32(0))
        message.put(UInt32(0))
        message.put(up == true ? UInt32(IFF_UP) : 0)
        message.put(up == nil ? 0 : UInt32(IFF_UP))
        return message
    }

    private static func information(
        _ message: inout NetlinkMessage, kind: String, _ data: (inout NetlinkMessage) -> Void
    ) {
        message.nested(IFLA_LINKINFO) { info in
            info.attribute(IFLA_INFO_KIND, text: kind)
            info.nested(IFLA_INFO_DATA, data)
        }
    }
}
