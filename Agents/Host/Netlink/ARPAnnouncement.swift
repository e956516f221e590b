import CNetlink
import Glibc

/// Gratuitous ARP: whoever had one of the addresses before, its neighbours now send here (RFC 5227 §3).
enum ARPAnnouncement {
    static func send(_ addresses: [IPAddress], on link: String) throws {
        let protocolNumber = UInt16(ETH_P_ARP).bigEndian
        let socket = Glibc.socket(AF_PACKET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(protocolNumber))
        guard socket >= 0 else { throw NetlinkError.last("open a packet socket") }
        defer { close(socket) }
        let index = if_nametoindex(link)
        guard index > 0 else { throw NetlinkError.last("find \(link)") }
        guard let mac = hardwareAddress(of: link, socket) else { throw NetlinkError.last("read the address of \(link)") }
        var target = sockaddr_ll()
        target.sll_family = UInt16(AF_PACKET)
        target.sll_protocol = protocolNumber
        target.sll_ifindex = Int32(bitPattern: index)
        target.sll_halen = 6
        for address in addresses where !address.isV6 {
            let frame = Self.frame(mac, address)
            let sent = withUnsafePointer(to: &target) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(socket, frame, frame.count, 0, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
            guard sent == frame.count else { throw NetlinkError.last("announce \(address)") }
        }
    }

    /// RFC 826: a request for the address by its owner.
    static func frame(_ mac: HardwareAddress, _ address: IPAddress) -> [UInt8] {
        let head: [UInt8] = [0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1]
        return HardwareAddress.broadcast.bytes + mac.bytes + head + mac.bytes + address.bytes + HardwareAddress.flood.bytes
            + address.bytes
    }

    private static func hardwareAddress(of link: String, _ socket: Int32) -> HardwareAddress? {
        var request = ifreq()
        withUnsafeMutableBytes(of: &request) { raw in raw.copyBytes(from: link.utf8.prefix(15)) }
        guard ioctl(socket, UInt(SIOCGIFHWADDR), &request) == 0 else { return nil }
        // After the name and the family (netdevice(7)).
        return withUnsafeBytes(of: &request) { HardwareAddress(bytes: Array($0[18..<24])) }
    }
}
