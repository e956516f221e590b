extension Scenario {
    static let away = Scenario(
        name: "away",
        about: "A host is away for an hour. Its guests run on; one is deleted meanwhile, and goes when the host is back.",
        hosts: ["node1", "node2"]
    ) { script in
        let world = script.world
        let first = try await script.given("web-1", on: "node1")
        let second = try await script.given("web-2", on: "node2")
        let machine = world.machine("node1")
        machine.unplug()
        try await script.until("\(machine.name) is down") { try await script.hostState(machine.name) == "down" }
        guard script.boots(first) == 1 else { throw ScriptFailure("the guest did not run on") }
        try await script.delete("\(Script.compute)/servers/\(first)")
        // Killed at one of hundreds of places, a shorter time does: the hour costs as much as ten other runs.
        try await script.idle(world.fate.kill == nil ? .seconds(3600) : .seconds(400))
        machine.plugIn()
        try await script.untilUp(machine.name)
        try await script.until("the guest is gone") { machine.hypervisor.domains[first] == nil }
        try await script.until(second, "ACTIVE")
    }
}
