import Netlink

/// Tells the network's dnsmasq that a lease is over, as the guest itself would (RFC 2131 §4.4.6): the address may have a new owner at
/// once.
enum DHCPRelease {
    static let port: UInt16 = 67

    static func message(_ address: IPAddress, mac: HardwareAddress, server: IPAddress) -> [UInt8] {
        // op, htype, hlen, hops; xid; secs and flags; then ciaddr.
        var bytes: [UInt8] = [1, 1, 6, 0] + [UInt8](repeating: 0, count: 8) + address.bytes
        // yiaddr, siaddr, giaddr; chaddr; sname and file.
        bytes += [UInt8](repeating: 0, count: 12) + mac.bytes + [UInt8](repeating: 0, count: 10 + 192)
        let cookie: [UInt8] = [99, 130, 83, 99]
        let release: [UInt8] = [53, 1, 7]
        return bytes + cookie + release + [54, 4] + server.bytes + [255]
    }
}
