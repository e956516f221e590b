import ArgumentParser
import Core

struct Down: Work {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Stop the controller and the agent on this machine.",
        discussion: """
            Requests that are being answered are finished first. Nothing is lost or removed; `apus up` starts everything \
            again. What the cloud runs on hosts (networks, servers) stays as it is.
            """)

    @OptionGroup var common: CommonOptions

    func run(_ console: Console) async throws {
        let runner = Runners.choose(for: common.directory)
        let processes = [try await runner.process(.controller), try await runner.process(.agent)]
        let ran = processes.contains { $0 != nil }
        try await console.working("Stopping") { try await runner.stop() }
        console.document { w in w.object { $0.field("changed", ran) } }
        if ran { console.good("Stopped") } else { console.line("Nothing was running.") }
    }
}
