import Core

extension Scenario {
    static let fencing = Scenario(
        name: "fencing",
        about: "An agent comes back on a new connection while the controller still holds the old one, whose frames come late."
    ) { script in
        let world = script.world
        let first = try await script.createServer("web-1")
        try await script.until(first, "ACTIVE")
        let held = world.cables.hold(host: "node1")
        try await script.act(first, "stop", ["os-stop": nil])
        let second = try await script.createServer("web-2")
        try await script.pass(.seconds(5))
        held.forEach { $0.release() }
        try await script.until(first, "SHUTOFF")
        try await script.until(second, "ACTIVE")
    }
}
