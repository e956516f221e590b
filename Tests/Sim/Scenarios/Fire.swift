import HTTPTypes

extension Scenario {
    static let fire = Scenario(
        name: "fire", about: "A host burns. Its servers can be deleted, and the host can be removed by force.",
        hosts: ["node1", "node2"]
    ) { script in
        let world = script.world
        var servers: [String] = []
        for number in 1...3 {
            let id = try await script.createServer("web-\(number)")
            try await script.until(id, "ACTIVE")
            servers.append(id)
        }
        let lost = try await script.host(of: servers[0])
        world.machine(lost).burn()
        try await script.until("\(lost) is down") { try await script.hostState(lost) == "down" }
        var dead: [String] = []
        for id in servers where try await script.host(of: id) == lost { dead.append(id) }
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
