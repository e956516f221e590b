extension Scenario {
    static let create = Scenario(
        name: "create", about: "A server is created, another one, and the first is deleted again."
    ) { script in
        let first = try await script.createServer("web-1")
        try await script.until(first, "ACTIVE")
        let second = try await script.createServer("web-2")
        try await script.delete("\(Script.compute)/servers/\(first)")
        try await script.untilGone(first)
        try await script.until(second, "ACTIVE")
    }
}
