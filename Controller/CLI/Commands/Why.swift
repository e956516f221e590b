import ArgumentParser
import Core

struct Why: Work {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain how a server is: what was asked, what was decided, what its host sees, and what it waits for.",
        discussion: """
            Shows the timeline of the server, then the three views of it side by side. For a server that no host fits, each \
            host's first reason.

            Example:
              apus why big
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The server, by name or id.")
    var server: String

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let id = try await ServerFinder(client: client).server(server)
        let answer = try await client.get("/apus/v1/servers/\(id)/why")
        console.document { $0.value(answer) }
        let timeline = try await TimelineEntry.list(client.get("/apus/v1/servers/\(id)/timeline"), "timeline")
        if let start = timeline.first?.at {
            for entry in timeline { console.line("  " + entry.line(since: start)) }
            console.line()
        }
        for line in Outline.lines(answer) { console.line("  " + line) }
    }
}
