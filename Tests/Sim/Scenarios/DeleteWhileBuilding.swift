extension Scenario {
    static let deleteWhileBuilding = Scenario(
        name: "delete-building", about: "A server is deleted while it is being built, at once and a little later."
    ) { script in
        let first = try await script.createServer("web-1")
        try await script.delete("\(Script.compute)/servers/\(first)")
        let second = try await script.createServer("web-2")
        try await script.pass(.milliseconds(300))
        try await script.delete("\(Script.compute)/servers/\(second)")
        try await script.untilGone(first)
        try await script.untilGone(second)
    }
}
