import CNetlink
import Glibc

/// Questions for everything in a namespace, and how the answers read.
enum RouteDump {
    /// One question of rtnetlink(7): a message type with the address family that it is about.
    struct Question {
        var type: Int
        /// The size of the fixed part that follows the header; the family is its first byte.
        var size: Int
        var family: Int32

        static let links = Question(type: RTM_GETLINK, size: 16, family: AF_UNSPEC)
        static let addresses = Question(type: RTM_GETADDR, size: 8, family: AF_UNSPEC)
        static let forwarding = Question(type: RTM_GETNEIGH, size: 12, family: AF_BRIDGE)
        static let neighbours = Question(type: RTM_GETNEIGH, size: 12, family: AF_UNSPEC)
        static let routes = Question(type: RTM_GETROUTE, size: 12, family: AF_UNSPEC)

        func encode(sequence: UInt32) -> [UInt8] {
            var message = NetlinkMessage(type: type, flags: NLM_F_REQUEST | 0x300, sequence: sequence)
            message.put(UInt8(family))
            for _ in 1..<size { message.put(UInt8(0)) }
            return message.finished
        }
    }

    static func links(_ messages: [NetlinkReader]) -> [NetworkDump.Link] {
        let names = Dictionary(
            messages.map { ($0.number(at: 4, as: Int32.self), $0.rest(from: 16).attributes[IFLA_IFNAME]?.text ?? "") },
            uniquingKeysWith: { first, _ in first })
        return messages.map { link($0, names) }
    }

    private static func link(_ message: NetlinkReader, _ names: [Int32: String]) -> NetworkDump.Link {
        let attributes = message.rest(from: 16).attributes
        let info = attributes[IFLA_LINKINFO]?.attributes ?? [:]
        let data = info[IFLA_INFO_DATA]?.attributes ?? [:]
        let kind = info[IFLA_INFO_KIND]?.text ?? ""
        let isVXLAN = kind == "vxlan"
        return NetworkDump.Link(
            index: message.number(at: 4), name: attributes[IFLA_IFNAME]?.text ?? "", kind: kind,
            alias: attributes[IFLA_IFALIAS]?.text ?? "", mac: attributes[IFLA_ADDRESS]?.hardwareAddress,
            mtu: attributes[IFLA_MTU]?.number(at: 0) ?? 0,
            isUp: message.number(at: 8, as: UInt32.self) & UInt32(IFF_UP) != 0,
            master: attributes[IFLA_MASTER].flatMap { names[$0.number(at: 0)] },
            vni: isVXLAN ? data[IFLA_VXLAN_ID]?.number(at: 0) : nil,
            local: isVXLAN ? (data[IFLA_VXLAN_LOCAL] ?? data[IFLA_VXLAN_LOCAL6])?.address : nil,
            group: attributes[IFLA_GROUP]?.number(at: 0) ?? 0)
    }

    static func addresses(_ messages: [NetlinkReader], _ names: [Int32: String]) -> [LinkAddress] {
        messages.compactMap { message in
            let attributes = message.rest(from: 8).attributes
            guard let name = names[message.number(at: 4)],
                let address = (attributes[IFA_LOCAL] ?? attributes[IFA_ADDRESS])?.address,
                let prefix = IPPrefix(address, length: Int(message.number(at: 1, as: UInt8.self)))
            else { return nil }
            return LinkAddress(link: name, prefix: prefix)
        }
    }

    /// Entries of VXLANs only: those of bridges name a port, not an endpoint.
    static func forwarding(_ messages: [NetlinkReader], _ names: [Int32: String]) -> [ForwardingEntry] {
        messages.compactMap { message in
            let attributes = message.rest(from: 12).attributes
            guard let name = names[message.number(at: 4)], let mac = attributes[NDA_LLADDR]?.hardwareAddress,
                let destination = attributes[NDA_DST]?.address
            else { return nil }
            return ForwardingEntry(link: name, mac: mac, destination: destination)
        }
    }

    static func neighbours(_ messages: [NetlinkReader], _ names: [Int32: String]) -> [Neighbour] {
        messages.compactMap { message in
            let attributes = message.rest(from: 12).attributes
            guard let name = names[message.number(at: 4)], let address = attributes[NDA_DST]?.address else { return nil }
            return Neighbour(link: name, address: address, mac: attributes[NDA_LLADDR]?.hardwareAddress)
        }
    }

    /// Unicast routes of the main table with one next hop.
    static func routes(_ messages: [NetlinkReader], _ names: [Int32: String]) -> [Route] {
        messages.compactMap { message in
            let attributes = message.rest(from: 12).attributes
            guard message.number(at: 4, as: UInt8.self) == UInt8(RT_TABLE_MAIN.rawValue),
                message.number(at: 7, as: UInt8.self) == UInt8(RTN_UNICAST)
            else { return nil }
            let isV6 = message.number(at: 0, as: UInt8.self) == UInt8(AF_INET6)
            let none = IPAddress(known: [UInt8](repeating: 0, count: isV6 ? 16 : 4))
            let address = attributes[Int(RTA_DST.rawValue)]?.address ?? none
            guard let destination = IPPrefix(address, length: Int(message.number(at: 1, as: UInt8.self))) else { return nil }
            return Route(
                destination: destination, gateway: attributes[Int(RTA_GATEWAY.rawValue)]?.address,
                link: attributes[Int(RTA_OIF.rawValue)].flatMap { names[$0.number(at: 0)] })
        }
    }
}
