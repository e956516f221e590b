import AgentProtocol
import AgentRuntime
import HostCommands
import Netlink
import NetworkRole
import Testing

/// Real packets between namespaces: two hosts with a tunnel between them, guests behind taps.
@Suite(.enabled(if: NetworkLab.isPossible, "needs root"), .serialized)
struct OverlayTests {
    static let one = LabGuest(
        name: "web-1", port: "11111111-1111-4000-8000-000000000001", mac: "fa:16:3e:00:00:11", address: "10.0.0.11")
    static let two = LabGuest(
        name: "web-2", port: "22222222-2222-4000-8000-000000000002", mac: "fa:16:3e:00:00:12", address: "10.0.0.12")
    static let third = LabGuest(
        name: "db-1", port: "33333333-3333-4000-8000-000000000003", mac: "fa:16:3e:00:00:13", address: "10.0.0.13")

    static let rules = [
        Items.rule("a", ingress: false), Items.rule("b", ingress: true, proto: "icmp", prefix: "0.0.0.0/0"),
        Items.rule("c", ingress: true, proto: "tcp", ports: 80...80, group: Items.group),
    ]

    /// All that both hosts need for guests one and third on h1, two on h2.
    static func populate(_ role: NetworkRole, _ host: LabHost, _ hosts: [LabHost]) async {
        let here = host.name == "h1" ? [one, third] : [two]
        await expectReady(role, Items.rules(rules), SetName.group(Items.group))
        for guest in [one, two] { await expectReady(role, Items.member(guest), SetName.group(Items.group)) }
        await expectReady(role, Items.network(), SetName.host(host.name))
        for guest in here { await expectReady(role, Items.port(guest), SetName.host(host.name)) }
        for guest in [one, third] { await expectReady(role, Items.peer(guest, hosts[0]), SetName.network(Items.network)) }
        await expectReady(role, Items.peer(two, hosts[1]), SetName.network(Items.network))
    }

    static func expectReady(_ role: NetworkRole, _ item: Item, _ set: String) async {
        let answer = await role.apply(item, in: set)
        #expect(answer.state == .ready, "\(set) \(item.id): \(answer.problem.code) \(answer.problem.message)")
        #expect(answer.generation == item.generation)
    }

    static func expectAbsent(_ role: NetworkRole, _ id: String, _ set: String) async {
        let answer = await role.remove(ItemKey(set: set, id: id))
        #expect(answer.state == .absent, "\(set) \(id): \(answer.problem.code) \(answer.problem.message)")
    }

    static func depopulate(_ role: NetworkRole, _ host: LabHost) async {
        let here = host.name == "h1" ? [one, third] : [two]
        for guest in here { await expectAbsent(role, guest.port, SetName.host(host.name)) }
        for guest in [one, two, third] { await expectAbsent(role, guest.port, SetName.network(Items.network)) }
        await expectAbsent(role, Items.network, SetName.host(host.name))
        for id in ["rules", one.port, two.port] { await expectAbsent(role, id, SetName.group(Items.group)) }
    }

    @Test func guestsOfTwoHostsReachEachOtherAsTheirGroupsAllow() async throws {
        try await NetworkLab.run(hosts: 2) { lab, hosts in
            let roles = hosts.map { $0.makeRole() }
            for (role, host) in zip(roles, hosts) {
                #expect(await role.observeAll().isEmpty)
                await Self.populate(role, host, hosts)
            }
            try await hosts[0].plug(Self.one, network: Items.network)
            try await hosts[0].plug(Self.third, network: Items.network)
            try await hosts[1].plug(Self.two, network: Items.network)
            try await leases(lab)
            try await traffic(lab)
            try await spoofing(lab)
            try await metadata(lab)
            try await change(lab, roles, hosts)
            let next = try await restart(lab, hosts)
            for (role, host) in zip([next, roles[1]], hosts) {
                for guest in [Self.one, Self.two, Self.third] { try? await host.unplug(guest) }
                await Self.depopulate(role, host)
                #expect(try await host.remains() == [])
            }
        }
    }

    /// What other programs take away comes back.
    @Test func rulesAndServersAreMadeAgain() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let (host, role) = (hosts[0], hosts[0].makeRole())
            await Self.expectReady(role, Items.rules(Self.rules), SetName.group(Items.group))
            await Self.expectReady(role, Items.network(), SetName.host(host.name))
            await Self.expectReady(role, Items.port(Self.one), SetName.host(host.name))
            let before = try await host.run("nft", "list", "ruleset").text
            let pid = host.settings.runDirectory + "/dhcp/\(Items.network)/pid"
            let old = try await host.run("cat", pid).text
            let watch = Task { await role.watch { _ in } }
            _ = try await host.run("nft", "flush", "ruleset")
            _ = try await host.run("kill", "-9", old.trimmingNewlines)
            try await eventually("the rules", within: .seconds(20)) {
                try await host.run("nft", "list", "ruleset").text == before
            }
            try await eventually("the server", within: .seconds(20)) { try await host.run("cat", pid).text != old }
            watch.cancel()
        }
    }

    private func leases(_ lab: NetworkLab) async throws {
        for guest in [Self.one, Self.two, Self.third] {
            let lease = try #require(try await lab.lease(guest), "no lease for \(guest.name)")
            #expect(
                lease.contains("\(guest.address) mtu=1450 router=10.0.0.1 dns=9.9.9.9 domain=openstacklocal name=\(guest.name)"),
                "\(lease)")
        }
    }

    private func traffic(_ lab: NetworkLab) async throws {
        #expect(try await lab.pings(Self.one, Self.two.address))
        #expect(try await lab.pings(Self.two, Self.one.address))
        #expect(try await lab.pings(Self.one, Self.third.address))
        let servers = try await serve(lab, Self.two)
        #expect(try await lab.connects(Self.one, Self.two.address, 80), "a member of the group")
        #expect(!(try await lab.connects(Self.third, Self.two.address, 80)), "no member of the group")
        #expect(!(try await lab.connects(Self.one, Self.two.address, 81)), "no rule for the port")
        servers.cancel()
    }

    /// Listens on ports 80 and 81 until cancelled.
    private func serve(_ lab: NetworkLab, _ guest: LabGuest) async throws -> Task<Void, Never> {
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                for port in ["80", "81"] {
                    group.addTask { _ = try? await lab.run(guest, "busybox", "httpd", "-f", "-p", port, "-h", "/") }
                }
            }
        }
        for port in [80, 81] {
            try await eventually("a server on \(port)") { try await lab.connects(guest, "127.0.0.1", port) }
        }
        return task
    }

    private func spoofing(_ lab: NetworkLab) async throws {
        _ = try await lab.run(Self.one, "ip", "address", "add", "10.0.0.99/24", "dev", "eth0")
        #expect(!(try await lab.pings(Self.one, Self.two.address, from: "10.0.0.99")))
        #expect(!(try await lab.pings(Self.one, Self.third.address, from: "10.0.0.99")))
        _ = try await lab.run(Self.one, "ip", "address", "del", "10.0.0.99/24", "dev", "eth0")
        _ = try await lab.run(Self.one, "ip", "link", "set", "eth0", "address", "fa:16:3e:00:00:66")
        #expect(!(try await lab.pings(Self.one, Self.third.address)))
        _ = try await lab.run(Self.one, "ip", "link", "set", "eth0", "address", Self.one.mac)
        _ = try await lab.run(Self.one, "ip", "route", "replace", "169.254.169.254/32", "via", "10.0.0.2")
        #expect(try await lab.pings(Self.one, Self.third.address))
    }

    private func metadata(_ lab: NetworkLab) async throws {
        let text = try await lab.fetch(Self.one, "http://169.254.169.254/openstack/latest/meta_data.json?x=1")
        #expect(text == "GET /openstack/latest/meta_data.json?x=1 \(Items.network) 10.0.0.11")
        #expect(try await lab.fetch(Self.one, "http://169.254.169.254/missing") == nil)
    }

    /// One more rule, and one member fewer.
    private func change(_ lab: NetworkLab, _ roles: [NetworkRole], _ hosts: [LabHost]) async throws {
        let servers = try await serve(lab, Self.two)
        let more = Self.rules + [Items.rule("d", ingress: true, proto: "6", ports: 81...90, prefix: "10.0.0.13/32")]
        await Self.expectReady(roles[1], Items.rules(more, generation: 2), SetName.group(Items.group))
        #expect(try await lab.connects(Self.third, Self.two.address, 81))
        await Self.expectAbsent(roles[1], Self.one.port, SetName.group(Items.group))
        #expect(!(try await lab.connects(Self.one, Self.two.address, 80)))
        await Self.expectReady(roles[1], Items.member(Self.one), SetName.group(Items.group))
        #expect(try await lab.connects(Self.one, Self.two.address, 80))
        servers.cancel()
    }

    /// A new agent finds everything, makes nothing anew, and nobody notices.
    private func restart(_ lab: NetworkLab, _ hosts: [LabHost]) async throws -> NetworkRole {
        async let ping = lab.run(Self.one, "ping", "-q", "-c", "60", "-i", "0.05", "-W", "2", Self.two.address)
        let before = try await hosts[0].kernel.dump(hosts[0].base, [.forwarding])
        let pid = try await hosts[0].run("cat", hosts[0].settings.runDirectory + "/dhcp/\(Items.network)/pid").text
        let role = hosts[0].makeRole(SilentLink())
        let seen = await role.observeAll()
        #expect(Set(seen.map(\.id)).isSuperset(of: [Items.network, Self.one.port, Self.third.port, Self.two.port, "rules"]))
        #expect(seen.allSatisfy { $0.state == .ready })
        await Self.populate(role, hosts[0], hosts)
        let after = try await hosts[0].kernel.dump(hosts[0].base, [.forwarding])
        #expect(before.links == after.links)
        #expect(Set(before.forwarding) == Set(after.forwarding))
        let now = try await hosts[0].run("cat", hosts[0].settings.runDirectory + "/dhcp/\(Items.network)/pid").text
        #expect(now == pid, "the same dnsmasq")
        let result = try await ping
        #expect(result.text.contains("60 received, 0% packet loss"), "\(result.text)")
        return role
    }
}
