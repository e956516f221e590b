import Testing

@testable import Networking

struct CoreAddressTests {
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
        ("fe80::a9fe:a9fe", "fe80::a9fe:a9fe"),
    ])
    func addressesHaveOneText(_ text: String, _ canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.256", "10.0.0.01", "1.2.3.4.5", "2001::1::2", "fe80::1%eth0", "x", " 10.0.0.1", "10.0.0.1\0x",
        "::1\0",
    ])
    func otherTextsAreNoAddresses(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func networksBeginWithTheirFirstAddress() throws {
        #expect(CIDR("10.0.0.7/24")?.description == "10.0.0.0/24")
        #expect(CIDR("2001:db8::1/64")?.description == "2001:db8::/64")
        #expect(CIDR("10.0.0.0/33") == nil)
        #expect(CIDR("10.0.0.0/+8") == nil)
        #expect(CIDR("0.0.0.0/0")?.last.description == "255.255.255.255")
    }

    @Test(arguments: [
        ("10.0.0.0/24", "10.0.0.128/25", true), ("10.0.0.0/25", "10.0.0.128/25", false), ("10.0.0.0/8", "fd00::/8", false),
        ("2001:db8::/32", "2001:db8:1::/48", true),
    ])
    func networksOverlap(_ one: String, _ other: String, _ overlap: Bool) throws {
        let (one, other) = (try #require(CIDR(one)), try #require(CIDR(other)))
        #expect(one.overlaps(other) == overlap)
        #expect(other.overlaps(one) == overlap)
    }

    @Test(arguments: [
        ("10.0.0.0/24", "10.0.0.1", ["10.0.0.2-10.0.0.254"]),
        ("10.0.0.0/24", "10.0.0.100", ["10.0.0.1-10.0.0.99", "10.0.0.101-10.0.0.254"]),
        ("10.0.0.0/24", "10.0.0.254", ["10.0.0.1-10.0.0.253"]), ("10.0.0.0/31", "10.0.0.0", ["10.0.0.1-10.0.0.1"]),
        ("10.0.0.5/32", nil, ["10.0.0.5-10.0.0.5"]), ("2001:db8::/126", "2001:db8::1", ["2001:db8::2-2001:db8::3"]),
    ])
    func poolsLeaveTheGatewayOut(_ cidr: String, _ gateway: String?, _ pools: [String]) throws {
        let found = SubnetRules.defaultPools(try #require(CIDR(cidr)), gateway: gateway.flatMap(IPAddress.init))
        #expect(found.map { "\($0.first)-\($0.last)" } == pools)
    }

    @Test func guestsMakeAddressesOfTheirMAC() throws {
        let mac = try #require(MACAddress("FA-16-3E-01-02-03"))
        #expect(mac.description == "fa:16:3e:01:02:03")
        #expect(mac.address(in: try #require(CIDR("2001:db8::/64"))).description == "2001:db8::f816:3eff:fe01:203")
        #expect(MACAddress("fa:16:3e:01:02") == nil)
        #expect(MACAddress("01:00:5e:00:00:01")?.isUnicast == false)
    }

    @Test func poolsGiveTheFirstFreeNetwork() throws {
        let pool = [try #require(CIDR("10.0.0.0/22"))]
        func first(_ length: Int, _ taken: [String]) -> String? {
            SubnetPools.firstFree(length, in: pool, taken.compactMap(CIDR.init))?.description
        }
        #expect(first(24, []) == "10.0.0.0/24")
        #expect(first(24, ["10.0.0.0/24", "10.0.1.0/26"]) == "10.0.2.0/24")
        #expect(first(23, ["10.0.0.0/28"]) == "10.0.2.0/23")
        #expect(first(24, ["10.0.0.0/22"]) == nil)
        #expect(first(21, []) == nil)
        #expect(
            CIDR.compact(["10.0.1.0/24", "10.0.0.0/24", "10.0.0.4/30"].compactMap(CIDR.init)).map(\.description) == [
                "10.0.0.0/23"
            ])
    }
}
