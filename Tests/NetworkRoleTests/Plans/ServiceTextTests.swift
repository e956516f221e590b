import AgentProtocol
import Netlink
import Testing

@testable import NetworkRole

/// What dnsmasq and routers are told.
@Suite struct ServiceTextTests {
    private var ports: [(id: String, spec: PortSpec)] { [("p1", Items.port(OverlayTests.one).port)] }

    private func text(_ change: (inout NetworkSpec) -> Void = { _ in }) -> DHCPText {
        var spec = Items.network().network
        change(&spec)
        return DHCPText(id: Items.network, spec: spec, directory: "/run/d")
    }

    @Test func reservationsAndOptions() {
        #expect(text().hosts(ports) == ["fa:16:3e:00:00:11,10.0.0.11,web-1 #port-p1"])
        #expect(text().portOptions(ports).isEmpty)
        #expect(
            text().options == [
                "tag:subnet-5b000000,option:classless-static-route,169.254.169.254/32,10.0.0.2,0.0.0.0/0,10.0.0.1",
                "tag:subnet-5b000000,249,169.254.169.254/32,10.0.0.2,0.0.0.0/0,10.0.0.1",
                "tag:subnet-5b000000,option:router,10.0.0.1",
                "tag:subnet-5b000000,option:dns-server,9.9.9.9",
            ])
        #expect(text().configuration.contains("dhcp-range=set:subnet-5b000000,10.0.0.0,static,255.255.255.0,86400s\n"))
        #expect(text().configuration.contains("dhcp-option-force=option:mtu,1450\n"))
    }

    @Test func subnetsWithoutDHCPAreNotServed() {
        let silent = text { $0.subnets[0].dhcp = false }
        #expect(!silent.isNeeded)
        #expect(silent.hosts(ports).isEmpty)
    }

    @Test func addressesOfIPv6ByTheirMode() {
        var port = ports[0].spec
        port.addresses[0].ip = "2001:db8::11"
        func six(_ mode: String) -> DHCPText {
            text { spec in
                spec.subnets[0].cidr = "2001:db8::/64"
                spec.subnets[0].serviceAddress = "2001:db8::2"
                spec.subnets[0].dnsServers = ["2001:db8::53"]
                spec.subnets[0].ipv6AddressMode = mode
            }
        }
        #expect(six("dhcpv6-stateful").configuration.contains("dhcp-range=set:subnet-5b000000,2001:db8::,static,64,86400s\n"))
        #expect(six("dhcpv6-stateful").hosts([("p1", port)]) == ["fa:16:3e:00:00:11,[2001:db8::11],web-1 #port-p1"])
        #expect(six("dhcpv6-stateful").options == ["tag:subnet-5b000000,option6:dns-server,[2001:db8::53]"])
        #expect(!six("slaac").isNeeded)
    }

    /// What users wrote must not become lines of their own.
    @Test func namesAndValuesAreChecked() {
        var port = ports[0].spec
        port.hostName = "evil\ndhcp-script=/bin/sh"
        var option = Apus_Agent_V1_DHCPOption()
        option.name = "tftp-server"
        option.value = "10.0.0.9"
        option.ipVersion = 4
        port.dhcpOptions = [option]
        option.value = "x\ndhcp-script=/bin/sh"
        port.dhcpOptions.append(option)
        option.name = "a,b"
        option.value = "x"
        port.dhcpOptions.append(option)
        #expect(text().hosts([("p1", port)]) == ["fa:16:3e:00:00:11,10.0.0.11,host-10-0-0-11,set:port-p1 #port-p1"])
        #expect(text().portOptions([("p1", port)]) == ["tag:port-p1,option:tftp-server,10.0.0.9 #port-p1"])
        #expect(!text { $0.dnsDomain = "a\nb" }.configuration.contains("domain="))
    }

    private let file = """
        tag:subnet,option:router,10.0.0.1
        fa:16:3e:00:00:11,10.0.0.11,x #port-a
        fa:16:3e:00:00:12,10.0.0.12,y #port-b
        fa:16:3e:00:00:13,10.0.0.13,z #port-c

        """

    @Test func onlyTheLinesOfChangedPortsChange() throws {
        let change = try #require(
            PortLines(file).replacing(by: ["fa:16:3e:00:00:12,10.0.0.99,y #port-b"]) { !["b", "c"].contains($0) })
        #expect(
            change.text == """
                tag:subnet,option:router,10.0.0.1
                fa:16:3e:00:00:11,10.0.0.11,x #port-a
                fa:16:3e:00:00:12,10.0.0.99,y #port-b

                """)
        #expect(change.new == ["fa:16:3e:00:00:12,10.0.0.99,y #port-b"])
        #expect(change.gone.map { PortLines.port(of: $0) } == ["b", "c"])
        #expect(PortLines(file).replacing(by: ["fa:16:3e:00:00:12,10.0.0.12,y #port-b"]) { $0 != "b" } == nil)
        #expect(PortLines.port(of: "tag:subnet,option:router,10.0.0.1") == nil)
    }

    @Test func leasesThatAreOverAreFound() throws {
        let change = try #require(
            PortLines(file).replacing(by: [
                "fa:16:3e:00:00:11,10.0.0.11,renamed #port-a", "fa:16:3e:00:00:14,10.0.0.12,y #port-d",
                "fa:16:3e:00:00:13,[2001:db8::13],z #port-c",
            ]) { $0 == nil })
        #expect(
            NetworkDHCP.ended(change).map { "\($0.0) \($0.1)" } == ["10.0.0.12 fa:16:3e:00:00:12", "10.0.0.13 fa:16:3e:00:00:13"])
    }

    @Test func aReleaseIsAWholeMessage() throws {
        let mac = try #require(HardwareAddress("fa:16:3e:00:00:11"))
        let message = DHCPRelease.message(IPAddress(known: [10, 0, 0, 11]), mac: mac, server: IPAddress(known: [10, 0, 0, 2]))
        #expect(Array(message[12..<16]) == [10, 0, 0, 11])
        #expect(Array(message[28..<34]) == mac.bytes)
        #expect(Array(message[236...]) == [99, 130, 83, 99, 53, 1, 7, 54, 4, 10, 0, 0, 2, 255])
    }

    @Test func aRouterTranslates() {
        let text = RouterRules.text(Items.gateway(OverlayTests.one, floating: "172.30.0.10").router)
        let qg = "qg-a0000002-00"
        #expect(
            text.split(separator: "\n").filter { $0.contains("add rule ip") } == [
                "add rule ip apus_router entry iifname \"\(qg)\" meta mark set 0x1",
                "add rule ip apus_router prerouting dnat to ip daddr map { 172.30.0.10 : 10.0.0.11 }",
                "add rule ip apus_router output dnat to ip daddr map { 172.30.0.10 : 10.0.0.11 }",
                "add rule ip apus_router postrouting oifname \"\(qg)\" snat to ip saddr map { 10.0.0.11 : 172.30.0.10 }",
                "add rule ip apus_router postrouting ct status dnat meta mark != 0x1 snat to ip saddr map { 10.0.0.11 : 172.30.0.10 }",
                "add rule ip apus_router postrouting oifname \"\(qg)\" snat to 172.30.0.5",
                "add rule ip apus_router postrouting ct status dnat meta mark != 0x1 snat to 172.30.0.5",
            ])
        var closed = Items.gateway(OverlayTests.one, floating: nil).router
        closed.snat = false
        #expect(!RouterRules.text(closed).contains("snat"))
    }

    @Test(arguments: [("slaac", "ra-only"), ("dhcpv6-stateless", "ra-stateless"), ("dhcpv6-stateful", "static")])
    func routersAnnounce(_ mode: String, _ word: String) {
        var router = Items.gateway(OverlayTests.one, floating: nil).router
        #expect(AnnouncementText.configuration(router, directory: "/run/d") == nil)
        var subnet = Apus_Agent_V1_Subnet()
        subnet.cidr = "2001:db8::/64"
        subnet.ipv6RaMode = mode
        router.interfaces[0].announced = [subnet]
        let text = AnnouncementText.configuration(router, directory: "/run/d") ?? ""
        #expect(text.contains("dhcp-range=set:qr-a0000001-00-0,2001:db8::,\(word),64,86400s\n"))
        #expect(text.contains("ra-param=qr-a0000001-00,mtu:1450,60,1800\n"))
    }

    @Test func labelsReadAsTheyAreWritten() {
        for label in [
            Label(.network, "n", 3), Label(.port, "p", 9, digest: "ab", zone: 0), Label(.network, "n", 1, digest: "c", zone: 12),
            Label(.network, "n", 1, zone: 12),
        ] {
            #expect(Label("\(label)") == label)
        }
        for text in ["", "apus:port:p", "other:port:p:1", "apus:thing:p:1", "apus:port::1", "apus:port:p:x"] {
            #expect(Label(text) == nil)
        }
    }
}
