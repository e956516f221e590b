import Testing

@testable import Netlink

/// Messages of rtnetlink(7), byte for byte (little-endian, as all hosts of ours are).
@Suite struct NetlinkMessageTests {
    private func encode(_ change: NetlinkChange) throws -> [UInt8] {
        try RouteRequest(index: { name in name == "v" ? 7 : 3 }, namespaceFile: { _ in 9 }).encode(change, sequence: 5)
    }

    private func header(_ length: UInt8, _ type: UInt8, _ flags: (UInt8, UInt8)) -> [UInt8] {
        [length, 0, 0, 0, type, 0, flags.0, flags.1, 5, 0, 0, 0, 0, 0, 0, 0]
    }

    @Test func aVXLAN() throws {
        let local = try #require(IPAddress("10.99.0.11"))
        let message = try encode(.createVXLAN("v", vni: 100, local: local, port: 4789))
        let ifinfo = [UInt8](repeating: 0, count: 16)
        let group: [UInt8] = [8, 0, 27, 0] + Array("supa".utf8)
        let name: [UInt8] = [6, 0, 3, 0, 118, 0, 0, 0]
        let kind: [UInt8] = [10, 0, 1, 0, 118, 120, 108, 97, 110, 0, 0, 0]
        let data: [UInt8] = [
            36, 0, 2, 0,
            8, 0, 1, 0, 100, 0, 0, 0,
            8, 0, 4, 0, 10, 99, 0, 11,
            6, 0, 15, 0, 0x12, 0xB5, 0, 0,
            5, 0, 7, 0, 0, 0, 0, 0,
        ]
        let info: [UInt8] = [52, 0, 18, 0] + kind + data
        #expect(message == header(100, 16, (5, 6)) + ifinfo + group + name + info)
    }

    @Test func anEntryOfAForwardingTable() throws {
        let destination = try #require(IPAddress("10.99.0.12"))
        let mac = try #require(HardwareAddress("fa:16:3e:00:00:01"))
        let message = try encode(.addForwarding(ForwardingEntry(link: "v", mac: mac, destination: destination)))
        let body: [UInt8] = [
            7, 0, 0, 0, 7, 0, 0, 0, 0xC0, 0, 2, 0, 10, 0, 2, 0, 0xFA, 0x16, 0x3E, 0, 0, 1, 0, 0, 8, 0, 1, 0, 10, 99, 0, 12,
        ]
        #expect(message == header(48, 28, (5, 12)) + body)
    }

    @Test func anAddress() throws {
        let prefix = try #require(IPPrefix("10.0.0.2/24"))
        let message = try encode(.addAddress(LinkAddress(link: "v", prefix: prefix)))
        let body: [UInt8] = [2, 24, 0, 0, 7, 0, 0, 0, 8, 0, 2, 0, 10, 0, 0, 2, 8, 0, 1, 0, 10, 0, 0, 2]
        #expect(message == header(40, 20, (5, 6)) + body)
    }

    @Test(arguments: [
        ("10.0.0.77/24", "10.0.0.0/24", "255.255.255.0"), ("10.0.0.77/31", "10.0.0.76/31", "255.255.255.254"),
        ("192.0.2.1", "192.0.2.1/32", "255.255.255.255"), ("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0"),
        ("2001:db8::1:2/64", "2001:db8::/64", "ffff:ffff:ffff:ffff::"),
    ])
    func networksOfAddresses(_ text: String, _ network: String, _ mask: String) throws {
        let prefix = try #require(IPPrefix(text))
        #expect(prefix.network.description == network)
        #expect(prefix.mask == mask)
    }

    @Test(arguments: ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::1/129", "host", "10.0.0.1 drop"])
    func whatIsNoNetwork(_ text: String) {
        #expect(IPPrefix(text) == nil)
    }
}
