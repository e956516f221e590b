import Core

extension Scenario {
    static let noRoom = Scenario(
        name: "no-room", about: "No host has room for a server: it ends in ERROR and says why. Then a host joins."
    ) { script in
        let first = try await script.createServer("big-1", ["flavorRef": "big"])
        try await script.until(first, "ACTIVE")
        let second = try await script.createServer("big-2", ["flavorRef": "big"])
        try await script.until(second, "ERROR")
        try await script.delete("\(Script.compute)/servers/\(second)")
        try await script.untilGone(second)
        let machine = script.world.addMachine("node2")
        try await script.join(machine)
        machine.startAgent()
        try await script.untilUp("node2")
        let third = try await script.createServer("big-3", ["flavorRef": "big"])
        try await script.until(third, "ACTIVE")
    }
}
