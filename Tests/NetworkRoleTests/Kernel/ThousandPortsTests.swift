import AgentProtocol
import AgentRuntime
import Glibc
import HostCommands
import Netlink
import NetworkRole
import Testing

/// Figures for a full host. Printed, not judged: `APUS_BENCHMARK=1 swift test --filter ThousandPortsTests`.
@Suite(.enabled(if: NetworkLab.isPossible && getenv("APUS_BENCHMARK") != nil, "APUS_BENCHMARK is not set"), .serialized)
struct ThousandPortsTests {
    private static let count = 1000

    private static func guest(_ number: Int) -> LabGuest {
        let hex = String(number + 0x10000, radix: 16).dropFirst()
        return LabGuest(
            name: "vm-\(number)", port: "dddd\(hex)-\(hex)-4000-8000-000000000000",
            mac: "fa:16:3e:01:\(hex.prefix(2)):\(hex.suffix(2))", address: "10.0.\(number / 250).\(number % 250 + 3)")
    }

    private static var network: Item {
        var item = Items.network()
        item.network.subnets[0].cidr = "10.0.0.0/16"
        return item
    }

    /// As the runtime does it after a start: everything at once.
    private static func populate(_ role: NetworkRole, _ host: LabHost) async {
        let set = SetName.host(host.name)
        await withDiscardingTaskGroup { group in
            group.addTask { await OverlayTests.expectReady(role, network, set) }
            group.addTask { await OverlayTests.expectReady(role, Items.rules(OverlayTests.rules), SetName.group(Items.group)) }
            for number in 0..<count {
                let guest = guest(number)
                group.addTask { _ = await role.apply(Items.member(guest), in: SetName.group(Items.group)) }
                group.addTask { _ = await role.apply(Items.peer(guest, host), in: SetName.network(Items.network)) }
                group.addTask { _ = await role.apply(Items.port(guest), in: set) }
            }
        }
    }

    /// All that a host of the network is told when a port gets another address.
    private static func readdress(_ role: NetworkRole, _ guest: LabGuest, _ host: LabHost) async {
        var (member, peer) = (Items.member(guest), Items.peer(guest, host))
        member.generation = 3
        peer.generation = 3
        let items = [
            (Items.port(guest, generation: 3), SetName.host(host.name)), (member, SetName.group(Items.group)),
            (peer, SetName.network(Items.network)),
        ]
        await withDiscardingTaskGroup { group in
            for (item, set) in items { group.addTask { await OverlayTests.expectReady(role, item, set) } }
        }
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        // RUSAGE_SELF
        getrusage(0, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    @Test func figures() async throws {
        try await NetworkLab.run(hosts: 1) { lab, hosts in
            let host = hosts[0]
            let (first, second) = (Self.guest(0), Self.guest(1))
            var clock = ContinuousClock.now
            var cpu = Self.cpuSeconds()
            func lap(_ what: String) {
                print("\(what): \(ContinuousClock.now - clock), CPU \(Self.cpuSeconds() - cpu) s")
                clock = .now
                cpu = Self.cpuSeconds()
            }
            let role = host.makeRole()
            _ = await role.observeAll()
            await Self.populate(role, host)
            lap("\(Self.count) ports, first time")
            try await host.plug(first, network: Items.network)
            try await host.plug(second, network: Items.network)
            for guest in [first, second] {
                _ = try await lab.run(guest, "ip", "address", "add", guest.address + "/16", "dev", "eth0")
            }
            async let ping = lab.run(first, "ping", "-q", "-c", "200", "-i", "0.02", "-W", "2", second.address)
            clock = .now
            cpu = Self.cpuSeconds()
            let next = host.makeRole()
            let seen = await next.observeAll()
            #expect(seen.count >= Self.count)
            lap("restart: \(seen.count) items observed")
            await Self.populate(next, host)
            lap("restart: in sync")
            let set = SetName.host(host.name)
            var times: [Duration] = []
            for number in 0..<50 {
                let begin = ContinuousClock.now
                var port = Items.port(Self.guest(number), generation: 2)
                port.port.addresses.append(Items.address("10.0.9.\(number)"))
                _ = await next.apply(port, in: set)
                times.append(ContinuousClock.now - begin)
            }
            times.sort()
            print("one changed port: p50 \(times[25]), p99 \(times[49])")
            lap("50 changed ports")
            times = []
            // Not those that ping each other.
            for number in 2..<52 {
                let old = Self.guest(number)
                let guest = LabGuest(name: old.name, port: old.port, mac: old.mac, address: "10.0.9.\(number + 100)")
                let begin = ContinuousClock.now
                await Self.readdress(next, guest, host)
                times.append(ContinuousClock.now - begin)
            }
            times.sort()
            print("one port with another address, for its group and its peers, too: p50 \(times[25]), p99 \(times[49])")
            lap("50 readdressed ports")
            let text = try await ping.text
            #expect(text.contains("200 received, 0% packet loss"), "\(text)")
            print(text.split(separator: "\n").first { $0.contains("received") }.map(String.init) ?? "")
            await withDiscardingTaskGroup { group in
                for number in 0..<Self.count {
                    group.addTask { _ = await next.remove(ItemKey(set: set, id: Self.guest(number).port)) }
                }
            }
            lap("\(Self.count) ports removed")
        }
    }
}
