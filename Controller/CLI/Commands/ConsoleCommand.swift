import ArgumentParser
import Core

struct ConsoleCommand: Work {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Look at the console of a server.",
        discussion: """
            Prints what the server's serial console has said, or with --url the address of its screen for a browser.

            Examples:
              apus console web-1
              apus console web-1 --lines 20
              apus console web-1 --url
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The server, by name or id.")
    var server: String

    @Option(help: "Only this many of the last lines.")
    var lines: Int?

    @Flag(help: "Print an address that shows the server's screen in a browser for some minutes.")
    var url = false

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let id = try await ServerFinder(client: client).server(server)
        let action: JSON =
            url
            ? ["os-getVNCConsole": ["type": "novnc"]]
            : ["os-getConsoleOutput": ["length": lines.map { .int(Int64($0)) } ?? .null]]
        let answer = try await client.post("/compute/v2.1/servers/\(id)/action", action)
        console.document { $0.value(answer) }
        console.line(try url ? answer.member("console").text("url") : answer.text("output"))
    }
}
