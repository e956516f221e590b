import HTTPTypes

extension Scenario {
    static let fire = Scenario(
        name: "fire", about: "A host burns. Its servers can be deleted, and the host can be removed by force.",
        hosts: ["node1", "node2"]
    ) { script in
        let world = script.world
        let dead = try await [script.given("web-1", on: "node1"), script.given("web-2", on: "node1")]
        _ = try await script.given("web-3", on: "node2")
        let lost = "node1"
        world.machine(lost).burn()
        try await script.until("\(lost) is down") { try await script.hostState(lost) == "down" }
        for id in dead { try await script.delete("\(Script.compute)/servers/\(id)") }
        try await script.delete("/apus/v1/hosts/\(lost)?force=true")
        try await script.until("\(lost) is gone") {
            try await script.ask(script.admin, .get, "/apus/v1/hosts/\(lost)").status == 404
        }
        for id in dead { try await script.untilGone(id) }
        let next = try await script.createServer("web-4")
        try await script.until(next, "ACTIVE")
    }
}
