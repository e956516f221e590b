import AgentProtocol
import Core
import HTTPTypes
import Reconcile
import Store
import Testing

@testable import Fleet
@testable import Networking

/// What hosts are told of ports, networks and groups.
struct ItemTests {
    @Test func boundPortIsToldToItsHostAndToOthers() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1", endpoint: "192.0.2.1")
            let (network, subnet) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, device: "server")
            #expect(try await cloud.items("host/node1").isEmpty)
            try await cloud.bind(port.id, to: "node1")
            let items = try await cloud.items("host/node1")
            #expect(Set(items.keys) == [network.id.string, port.id.string])
            let address = try #require(port.fixedIPs.first?.address)
            let spec = try #require(items[port.id.string]?.port)
            #expect(spec.networkID == network.id.string)
            #expect(spec.mac == port.macAddress)
            #expect(spec.tap == "tap" + port.id.string.prefix(11))
            #expect(spec.addresses.map(\.ip) == [address])
            #expect(spec.addresses.map(\.prefixLength) == [24])
            #expect(spec.portSecurity && spec.adminUp)
            #expect(spec.deviceID == "server")
            let group = try #require(port.securityGroupIDs.first?.string)
            #expect(spec.securityGroups == [group])
            let carried = try #require(items[network.id.string]?.network)
            #expect(carried.kind == .vxlan)
            #expect(carried.segment == UInt32(network.segmentationID ?? -1))
            #expect(carried.subnets.map(\.id) == [subnet.id.string])
            #expect(carried.subnets.first?.cidr == "10.0.0.0/24")
            #expect(carried.subnets.first?.gateway == "10.0.0.1")
            #expect(carried.subnets.first?.dhcp == true)
            #expect(carried.subnets.first?.serviceAddress.hasPrefix("10.0.0.") == true)
            #expect(carried.serviceMac.hasPrefix("fa:16:3e"))
            let peer = try #require(try await cloud.items("network/\(network.id)")[port.id.string]?.peer)
            #expect(peer.mac == port.macAddress && peer.addresses == [address])
            #expect(peer.endpoint == "192.0.2.1" && peer.host == "node1")
            #expect(try await cloud.items("group/\(group)")[port.id.string]?.groupMember.addresses == [address])
            #expect(try await cloud.subscriptions("node1") == ["group/\(group)", "network/\(network.id)"])
        }
    }

    @Test func nothingIsLeftOfAnUnboundPort() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let (one, two) = (try await cloud.port(on: network), try await cloud.port(on: network))
            try await cloud.bind(one.id, to: "node1")
            try await cloud.bind(two.id, to: "node1")
            let group = try #require(one.securityGroupIDs.first)
            try await cloud.unbind(one.id)
            #expect(Set(try await cloud.items("host/node1").keys) == [network.id.string, two.id.string])
            #expect(Set(try await cloud.items("network/\(network.id)").keys) == [two.id.string])
            #expect(try await cloud.subscriptions("node1").count == 2)
            try await cloud.unbind(two.id)
            #expect(try await cloud.items("host/node1").isEmpty)
            #expect(try await cloud.items("network/\(network.id)").isEmpty)
            #expect(Set(try await cloud.items("group/\(group)").keys) == ["rules"])
            #expect(try await cloud.subscriptions("node1") == [])
        }
    }

    /// One row for a port, however many hosts there are; and what does not change is not sent again.
    @Test func onePortIsOneRowForAllHosts() async throws {
        try await L3Cloud.run { cloud in
            let (network, _) = try await cloud.network("10.0.0.0/24")
            for host in ["node1", "node2", "node3"] {
                try await cloud.host(host)
                try await cloud.bind(try await cloud.port(on: network).id, to: host)
            }
            #expect(try await cloud.items("network/\(network.id)").count == 3)
            #expect(try await cloud.items("host/node1").count == 2)
            let before = try await cloud.items("host/node1")
            try await cloud.bind(try await cloud.port(on: network).id, to: "node2")
            #expect(try await cloud.items("host/node1") == before)
            #expect(try await cloud.items("network/\(network.id)").count == 4)
        }
    }

    @Test func hostFollowsTheGroupsThatRulesReferTo() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let web = try await cloud.create("security_group", ["name": "web"])
            let lb = try await cloud.create("security_group", ["name": "lb"])
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, groups: [SecurityGroupID(web.id)])
            try await cloud.bind(port.id, to: "node1")
            #expect(try await cloud.subscriptions("node1") == ["group/\(web.id)", "network/\(network.id)"])
            let rule = try await cloud.create(
                "security_group_rule",
                ["security_group_id": .string(web.id), "direction": "ingress", "remote_group_id": .string(lb.id)])
            #expect(Set(try await cloud.subscriptions("node1")).contains("group/\(lb.id)"))
            let rules = try #require(try await cloud.items("group/\(web.id)")["rules"]?.securityGroup.rules)
            #expect(rules.filter(\.ingress).map(\.remoteGroup) == [lb.id])
            _ = try await cloud.send(.delete, "/security-group-rules/\(rule.id)")
            #expect(try await !cloud.subscriptions("node1").contains("group/\(lb.id)"))
        }
    }

    /// A host that has been removed is let go of, and one that never was does no harm.
    @Test func hostNeedNotBeThere() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let (one, two) = (try await cloud.port(on: network), try await cloud.port(on: network))
            try await cloud.bind(one.id, to: "nowhere")
            try await cloud.bind(two.id, to: "node1")
            try await cloud.store.write { try $0.execute("DELETE FROM fleet_host WHERE name = 'node1'") }
            try await cloud.unbind(one.id)
            try await cloud.unbind(two.id)
            #expect(try await cloud.items("network/\(network.id)").isEmpty)
        }
    }

    @Test func changedNetworkIsToldToItsHostsOnly() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            try await cloud.host("node2")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            try await cloud.bind(try await cloud.port(on: network).id, to: "node1")
            let now = cloud.time.now
            try await cloud.store.write { tx in
                try tx.execute("UPDATE network_network SET dns_domain = 'example.org.' WHERE id = \(network.id)")
                try NetworkItems.refresh(tx, network.id, now: now)
            }
            #expect(try await cloud.items("host/node1")[network.id.string]?.network.dnsDomain == "example.org.")
            #expect(try await cloud.items("host/node2").isEmpty)
        }
    }

    @Test func peersFollowTheEndpointOfTheirHost() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1", endpoint: "")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network)
            try await cloud.bind(port.id, to: "node1")
            let reconciler = HostEndpointReconciler()
            #expect(try await cloud.store.read { try reconciler.unsettled($0) } == [])
            try await cloud.store.write { tx in
                try tx.execute("UPDATE fleet_session SET facts = '{\"tunnelAddress\":\"192.0.2.9\"}'")
            }
            #expect(try await cloud.store.read { try reconciler.unsettled($0) } == ["node1"])
            let world = try #require(try await cloud.store.read { try reconciler.load("node1", $0) })
            #expect(try await cloud.store.write { try reconciler.commit("192.0.2.9", of: "node1", in: world, $0) })
            #expect(try await cloud.items("network/\(network.id)")[port.id.string]?.peer.endpoint == "192.0.2.9")
            #expect(try await cloud.store.read { try reconciler.unsettled($0) } == [])
        }
    }

    @Test func whoeverWaitsForAPortIsTold() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, device: "server")
            try await cloud.bind(port.id, to: "node1")
            let reconciler = PortStateReconciler()
            let id = ObservationHint(host: "node1", set: "host/node1", item: port.id.string).text
            func settle() async throws -> Bool {
                guard let world = try await cloud.store.read({ try reconciler.load(id, $0) }) else { return false }
                guard case .commit(let said) = reconciler.decide(world, now: cloud.time.now) else { return false }
                let before = cloud.store.revision(of: "compute.servers")
                #expect(try await cloud.store.write { try reconciler.commit(said, of: id, in: world, $0) })
                return cloud.store.revision(of: "compute.servers") > before
            }
            #expect(try await !settle())
            for state: Observed.State in [.pending, .ready] {
                try await cloud.observe("node1", port.id.string, state)
                #expect(try await cloud.store.read { try reconciler.unsettled($0) } == [id])
                #expect(try await settle())
                #expect(try await !settle())
            }
            try await cloud.unbind(port.id)
            #expect(try await !settle())
            try await cloud.observe("node1", port.id.string, .absent)
            #expect(try await cloud.store.read { try reconciler.unsettled($0) } == [id])
            #expect(try await settle())
            #expect(try await cloud.store.read { try reconciler.unsettled($0) } == [])
        }
    }
}
