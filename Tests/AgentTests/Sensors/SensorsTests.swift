import AgentProtocol
import AgentRuntime
import HostFacts
import Libvirt
import Sensors
import Synchronization
import Testing

@Suite struct SensorsTests {
    private let time = VirtualAgentTime()

    private func item(_ generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = "health"
        item.generation = generation
        item.health.intervalMilliseconds = 10_000
        item.health.diskFreePercent = 5
        return item
    }

    private func sensors(_ host: any HostFiles = FixtureHost.server) -> Sensors {
        let probe = HypervisorProbe(uri: "test:///default")
        return Sensors(sensor: HostSensor(files: host, hypervisor: probe), status: AgentStatus(), time: time)
    }

    @Test func anItemIsAnsweredWithHealth() async {
        let observation = await sensors().apply(item(), in: "host/1")
        #expect(observation.state == .ready)
        #expect(observation.key == ItemKey(set: "host/1", id: "health"))
        #expect(observation.health.facts.cpuThreads == 4)
        #expect(observation.health.facts.kvm)
        #expect(observation.health.load1 == 0.42)
        #expect(observation.health.problems.map(\.code) == ["HOST-DISK-FULL"])
        #expect(!observation.health.facts.libvirtVersion.isEmpty)
    }

    @Test func onlyChangesAreReported() async {
        let host = ChangingHost(FixtureHost.server)
        let sensors = sensors(host)
        let reports = Mutex<[Observation]>([])
        _ = await sensors.apply(item(), in: "s")
        let watch = Task { await sensors.watch { news in reports.withLock { $0.append(news) } } }
        func tick() async {
            await eventually("it waits for the next look") { time.deadlines.contains { $0 > time.uptime } }
            let looks = host.looks
            time.advance(by: .seconds(10))
            await eventually("it looks") { host.looks > looks && !time.deadlines.isEmpty }
        }
        await tick()
        #expect(reports.withLock { $0.isEmpty })
        host.change { $0.files["/proc/loadavg"] = "3.00 1.00 1.00 1/1 1" }
        await tick()
        await eventually("the load is reported") { reports.withLock { $0.map(\.health.load1) } == [3] }
        for _ in 0..<5 { await tick() }
        #expect(reports.withLock { $0.count } == 1)
        await tick()
        await eventually("a word after a minute of nothing") { reports.withLock { $0.count } == 2 }
        watch.cancel()
        await watch.value
    }

    @Test func aRemovedItemIsAbsentAndSilent() async {
        let sensors = sensors()
        _ = await sensors.apply(item(), in: "s")
        let observation = await sensors.remove(ItemKey(set: "s", id: "health"))
        #expect(observation.state == .absent)
        #expect(observation.id == "health")
    }
}
