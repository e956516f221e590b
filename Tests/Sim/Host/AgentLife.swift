import AgentProtocol
import AgentRuntime
import ComputeRole
import Core
import Logging
import NetworkRole
import Sensors

/// An agent's process from its start to its end, with every role.
final class AgentLife: Sendable {
    let owner: Owner
    private unowned let machine: Machine
    private unowned let world: World
    let status = AgentStatus()

    init(of machine: Machine, in world: World) {
        self.machine = machine
        self.world = world
        owner = world.loop.newOwner(machine.name)
    }

    func start() {
        world.loop.spawn(as: owner) { [machine, world] in
            await DiskWork.$simulated.withValue({ work in
                world.loop.take { world.effect(.disk, machine.name) { work() } }
            }) { await self.run() }
        }
    }

    private func run() async {
        do {
            let files = MachineFiles(calls: machine.calls)
            let state = AgentState(machine.state)
            let settings = try SettingsFile.read(state.settings, files: files)
            let credentials = try CredentialStore(state, host: settings.host, files: files)
            let link = SimLink(world: world, machine: machine, credentials: credentials)
            let dialer = SimDialer(world: world, machine: machine, owner: owner, credentials: credentials)
            let sensor = HostSensor(
                files: MachineFacts(), hypervisor: nil,
                place: HostPlace(
                    tunnelAddress: machine.network.settings.tunnelAddress, physicalNetworks: ["public"],
                    instances: machine.instances))
            var seams = Agent.Seams(dialer: dialer, time: SimTime(), files: files, seed: world.loop.random.next())
            seams.refusesOlder = !world.isBroken
            let agent = Agent(
                state: state, roles: roles(settings, sensor, link), status: status, credentials: credentials, seams: seams,
                logger: world.logger
            ) { await Self.hello(settings, sensor) }
            try await agent.run()
        } catch {
            world.wrong("the agent of \(machine.name) has ended: \(error)")
        }
    }

    private func roles(_ settings: AgentSettings, _ sensor: HostSensor, _ link: SimLink) -> [any Role] {
        let network = machine.network.makeRole(calls: machine.calls, link: link, time: SimTime(), logger: world.logger)
        let programs = MachinePrograms(calls: machine.calls)
        let compute = ComputeRole(
            settings: ComputeSettings(instances: machine.instances, images: machine.images),
            seams: ComputeSeams(
                host: machine.hypervisor.connection(), link: link, commands: programs, time: SimTime()),
            abilities: HostAbilities(architecture: .x86, kvm: false, directIO: false, boot: MachineFacts.boot),
            logger: world.logger)
        let all: [any Role] = [Sensors(sensor: sensor, status: status, time: SimTime()), network, compute]
        let wanted = all.filter { settings.roles.contains($0.name) || $0.name == "sensors" }
        return wanted.map { Witness(role: $0, machine: machine.name, world: world) }
    }

    private static func hello(_ settings: AgentSettings, _ sensor: HostSensor) async -> Hello {
        var hello = Hello()
        hello.host = settings.host
        hello.bootID = sensor.bootID
        hello.roles = settings.roles
        hello.version = "sim"
        hello.protocol = agentProtocolVersion
        hello.facts = await sensor.facts()
        return hello
    }
}
