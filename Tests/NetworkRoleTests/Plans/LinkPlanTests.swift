import AgentProtocol
import AgentRuntime
import Netlink
import Testing

@testable import NetworkRole

/// From devices that are wanted and those that are there to changes of the kernel.
@Suite struct LinkPlanTests {
    private var links: NetworkLinks {
        let item = Items.network()
        return NetworkLinks(
            id: item.id, held: Wanted.Held(spec: item.network, generation: 5),
            settings: NetworkSettings(
                host: "h", tunnelAddress: "10.99.0.11",
                physicalNetworks: ["public": PhysicalNetwork(bridge: "br-ex", address: "172.30.0.1/24")]),
            serviceNamespace: "/run/netns/x")
    }

    /// The kernel after all changes of the plan.
    private var made: NetworkDump {
        NetworkDump(links: [
            .init(name: "brq0a1b2c3d-00", kind: "bridge", alias: "apus:network:\(Items.network):5", mtu: 1450),
            .init(
                name: "vxl0a1b2c3d-00", kind: "vxlan", alias: "apus:tunnel:\(Items.network):5", mtu: 1450,
                master: "brq0a1b2c3d-00",
                vni: 100, local: IPAddress("10.99.0.11")),
            .init(
                name: "svc0a1b2c3d-00", kind: "veth", alias: "apus:service:\(Items.network):5", mtu: 1450,
                master: "brq0a1b2c3d-00"),
        ])
    }

    @Test func anEmptyHostGetsAll() {
        let changes = LinkPlan.changes(links.hostLinks(NetworkDump()), NetworkDump())
        #expect(
            changes == [
                .createBridge("brq0a1b2c3d-00", mac: nil),
                .setLink(
                    "brq0a1b2c3d-00",
                    .init(isUp: true, mtu: 1450, alias: "apus:network:\(Items.network):5", formsAddresses: false)),
                .createVXLAN("vxl0a1b2c3d-00", vni: 100, local: IPAddress(known: [10, 99, 0, 11]), port: 4789),
                .setLink(
                    "vxl0a1b2c3d-00",
                    .init(
                        isUp: true, mtu: 1450, alias: "apus:tunnel:\(Items.network):5", master: "brq0a1b2c3d-00",
                        formsAddresses: false)),
                .createVeth(
                    "svc0a1b2c3d-00", peer: "ns-0a1b2c3d-00", peerMAC: HardwareAddress("fa:16:3e:00:00:fe"),
                    namespace: "/run/netns/x"),
                .setLink(
                    "svc0a1b2c3d-00",
                    .init(
                        isUp: true, mtu: 1450, alias: "apus:service:\(Items.network):5", master: "brq0a1b2c3d-00",
                        formsAddresses: false)),
            ])
    }

    @Test func whatIsThereIsLeftAlone() {
        #expect(LinkPlan.changes(links.hostLinks(made), made).isEmpty)
    }

    @Test(arguments: [
        (NetworkDump.Link(name: "", mtu: 1450, isUp: false, master: "brq0a1b2c3d-00"), NetlinkChange.LinkSettings(isUp: true)),
        (NetworkDump.Link(name: "", mtu: 1500, master: "brq0a1b2c3d-00"), NetlinkChange.LinkSettings(mtu: 1450)),
        (NetworkDump.Link(name: "", mtu: 1450), NetlinkChange.LinkSettings(master: "brq0a1b2c3d-00")),
    ])
    func whatDiffersIsSet(_ found: NetworkDump.Link, _ settings: NetlinkChange.LinkSettings) {
        var dump = made
        dump.links[1].isUp = found.isUp
        dump.links[1].mtu = found.mtu
        dump.links[1].master = found.master
        #expect(LinkPlan.changes(links.hostLinks(dump), dump) == [.setLink("vxl0a1b2c3d-00", settings)])
    }

    @Test func aTunnelOfAnotherNumberIsMadeAnew() {
        var dump = made
        dump.links[1].vni = 7
        let changes = LinkPlan.changes(links.hostLinks(dump), dump)
        #expect(changes.first == .deleteLink("vxl0a1b2c3d-00"))
        #expect(
            changes.dropFirst().first
                == .createVXLAN("vxl0a1b2c3d-00", vni: 100, local: IPAddress(known: [10, 99, 0, 11]), port: 4789))
    }

    @Test func anOperatorsBridgeIsOnlyUsed() {
        var provider = links
        provider.held.spec = Items.provider().network
        let theirs = NetworkDump(links: [.init(name: "br-ex", kind: "bridge", mtu: 9000)])
        #expect(!LinkPlan.changes(provider.hostLinks(theirs), theirs).contains { "\($0)".hasSuffix(" br-ex") })
        #expect(
            LinkPlan.changes(provider.hostLinks(NetworkDump()), NetworkDump()).contains(
                .addAddress(
                    LinkAddress(link: "br-ex", prefix: IPPrefix("172.30.0.1/24") ?? IPPrefix(host: ServiceAddresses.metadata4)))))
    }

    @Test func framesGoWhereThePeersAre() throws {
        let own = try #require(IPAddress("10.99.0.11"))
        let far = try #require(IPAddress("10.99.0.12"))
        var peers: [PeerSpec] = []
        for (mac, endpoint) in [
            ("fa:16:3e:00:00:01", "10.99.0.11"), ("fa:16:3e:00:00:02", "10.99.0.12"), ("fa:16:3e:00:00:03", "10.99.0.12"),
        ] {
            var peer = PeerSpec()
            peer.mac = mac
            peer.endpoint = endpoint
            peers.append(peer)
        }
        let wanted = ForwardingPlan.entries(peers, link: "v", own: own)
        let macs = ["00:00:00:00:00:00", "fa:16:3e:00:00:02", "fa:16:3e:00:00:03"].compactMap { HardwareAddress($0) }
        #expect(wanted == Set(macs.map { ForwardingEntry(link: "v", mac: $0, destination: far) }))
        #expect(ForwardingPlan.changes(wanted, wanted).isEmpty)
        let third = try #require(IPAddress("10.99.0.13"))
        let stale = ForwardingEntry(link: "v", mac: macs[1], destination: third)
        #expect(
            ForwardingPlan.changes(
                wanted, wanted.subtracting([ForwardingEntry(link: "v", mac: macs[1], destination: far)]).union([stale]))
                == [.deleteForwarding(stale), .addForwarding(ForwardingEntry(link: "v", mac: macs[1], destination: far))])
    }
}
