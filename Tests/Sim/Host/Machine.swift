import AgentRuntime
import Core
import Foundation

/// A machine: its disk, its hypervisor, its network, and the agent's process that runs on it. What is on it outlives the agent.
///
/// Unchecked: as the world.
final class Machine: @unchecked Sendable {
    let name: String
    let number: Int
    let network: SimHostNetwork
    let hypervisor: MemoryHypervisor
    let calls: MachineCalls
    private unowned let world: World
    private(set) var agent: AgentLife?
    /// Its cable is plugged in.
    var isOnline = true
    /// It will never run again.
    private(set) var isGone = false

    init(_ name: String, number: Int, in world: World) {
        self.name = name
        self.number = number
        self.world = world
        calls = MachineCalls(world: world, machine: name)
        network = SimHostNetwork(
            host: name, tunnelAddress: "192.0.2.\(number)", physicalNetworks: ["public": PhysicalNetwork(bridge: "br-ex")])
        hypervisor = MemoryHypervisor(calls: calls, network: network, world: world)
        try? FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    }

    private var directory: String { world.place.machine(name) }
    var state: String { directory + "/state" }
    var instances: String { directory + "/instances" }
    var images: String { directory + "/images" }

    // MARK: The agent

    func startAgent() {
        guard agent == nil, !isGone else { return }
        let life = AgentLife(of: self, in: world)
        agent = life
        world.trace("agent of \(name) starts")
        life.start()
    }

    /// kill -9; it is started again after a while, as systemd does.
    func killAgent(restart: Bool = true) {
        guard let life = agent else { return }
        world.trace("KILL agent of \(name)")
        agent = nil
        world.loop.kill(life.owner)
        network.agentHasDied()
        world.agentWasKilled(life)
        guard restart else { return }
        world.loop.after(world.pause, as: .world) { self.startAgent() }
    }

    /// Fire: nothing of it comes back.
    func burn() {
        isGone = true
        isOnline = false
        killAgent(restart: false)
        world.cables.cut(host: name)
    }

    func unplug() {
        isOnline = false
        world.cables.cut(host: name)
    }

    func plugIn() { isOnline = true }
}
