import ArgumentParser
import Core

struct EventsCommand: Work {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what happens to servers.",
        discussion: """
            Prints the latest events; with -f it goes on and prints each one when it happens.

            Example:
              apus events -f
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: [.customShort("f"), .long], help: "Go on until interrupted.")
    var follow = false

    @Option(help: "How many of the latest are shown first.")
    var last = 20

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        var answer = try await client.get("/apus/v1/events?last=\(last)")
        var newest: Int64 = 0
        while true {
            for event in answer["events"]?.array ?? [] { newest = max(newest, Self.show(event, console)) }
            guard follow else { return }
            answer = try await client.get("/apus/v1/events?after=\(newest)&wait=10")
        }
    }

    /// - Returns: its number.
    private static func show(_ event: JSON, _ console: Console) -> Int64 {
        console.document { $0.value(event) }
        guard let entry = TimelineEntry(event) else { return 0 }
        let padding = String(repeating: " ", count: max(1, 12 - entry.kind.count))
        let line = "\(entry.at.iso8601(.seconds))  \(entry.serverID.prefix(8))  \(entry.kind)\(padding)\(entry.message)"
        console.line(entry.isFailure ? console.paint(line, .red) : line)
        return entry.number
    }
}
