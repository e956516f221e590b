import ArgumentParser
import Core

struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Compare what was asked, what was decided and what hosts observe, side by side.",
        discussion: """
            Each column says whose view it is: the API's, a reconciler's, or that of a host's agent, with the epoch of its \
            session and when it last saw it. ✗ marks what does not agree. Above the columns stands what the thing waits for, for \
            how long at most, and what its host says is wrong. For administrators.

            Examples:
              apus debug server web-1
              apus debug host node1
              apus debug network demo --json
            """,
        subcommands: [DebugServer.self, DebugHost.self, DebugPort.self, DebugNetwork.self])
}

/// What the four have in common: find the thing, ask, show.
private protocol Debugging: Work {
    /// The path of the thing's sheet.
    func path(_ finder: ServerFinder) async throws -> String
}

extension Debugging {
    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let answer = try await client.get("/apus/v1/\(path(ServerFinder(client: client)))/debug")
        console.document { $0.value(answer) }
        let text = DebugText(now: SystemTime().now, width: console.width) { console.paint($0, $1) }
        for line in text.lines(DebugView(try answer.member("debug"))) { console.line(line) }
    }
}

struct DebugServer: Debugging {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "A server: its guest, its power, its ports.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The server, by name or id.") var server: String

    fileprivate func path(_ finder: ServerFinder) async throws -> String { "servers/\(try await finder.server(server))" }
}

struct DebugHost: Debugging {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "A host: its membership, its sets, and every item of them that is odd.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The host's name.") var host: String

    fileprivate func path(_ finder: ServerFinder) async throws -> String { "hosts/\(host)" }
}

struct DebugPort: Debugging {
    static let configuration = CommandConfiguration(
        commandName: "port", abstract: "A port: its binding, its item on its host, and who knows where it is.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The port, by name or id.") var port: String

    fileprivate func path(_ finder: ServerFinder) async throws -> String { "ports/\(try await finder.port(port))" }
}

struct DebugNetwork: Debugging {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "A network: the hosts that carry it, their peers, and its routers.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The network, by name or id.") var network: String

    fileprivate func path(_ finder: ServerFinder) async throws -> String { "networks/\(try await finder.network(network))" }
}
