import Core

extension Scenario {
    static let restore = Scenario(
        name: "restore", about: "The controller is restored from a backup that is older than its newest server and its last wish."
    ) { script in
        let world = script.world
        let first = try await script.given("web-1")
        let backup = try world.backUp("backup")
        let second = try await script.createServer("web-2")
        try await script.until(second, "ACTIVE")
        try await script.act(first, "stop", ["os-stop": nil])
        try await script.until(first, "SHUTOFF")
        // Copied by hand, the numbers are those of the past: hosts refuse what is older than what they have.
        try await world.restore(backup, renumbers: false)
        try await script.untilUp("node1")
        try await script.pass(.seconds(20))
        try await world.restore(backup)
        // As the backup says: the first runs, and the second has never been.
        try await script.until(first, "ACTIVE")
        try await script.until("the second is gone") { world.machine("node1").hypervisor.domains[second] == nil }
    }
}
