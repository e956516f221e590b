import AgentRuntime
import Core
import Libvirt

extension Scenario {
    static let emptyDatabase = Scenario(
        name: "empty-database",
        about: "The controller comes up with a database that knows no servers: the hosts keep their guests."
    ) { script in
        let world = script.world
        let empty = try world.backUp("empty")
        for number in 1...4 { _ = try await script.given("web-\(number)") }
        let full = try world.backUp("full")
        try await world.restore(empty)
        let machine = world.machine("node1")
        try await script.until("the host refuses its set") { !(machine.agent?.status.values.refusedSets.isEmpty ?? true) }
        try await script.pass(.seconds(60))
        guard machine.hypervisor.domains.values.count(where: \.isActive) == 4 else { throw ScriptFailure("the host was emptied") }
        try await world.restore(full)
        try await script.untilUp("node1")
    }
}
