import Core

extension Scenario {
    static let reboot = Scenario(
        name: "reboot", about: "A server is rebooted hard and soft, each once, then stopped and started."
    ) { script in
        let id = try await script.given("web-1")
        for (kind, count) in [("HARD", 2), ("SOFT", 3)] {
            try await script.act(id, "reboot", ["reboot": ["type": .string(kind)]])
            try await script.until("\(kind) reboot") { script.boots(id) == count }
            try await script.until(id, "ACTIVE")
        }
        try await script.act(id, "stop", ["os-stop": nil])
        try await script.until(id, "SHUTOFF")
        try await script.act(id, "start", ["os-start": nil])
        try await script.until(id, "ACTIVE")
    }
}
