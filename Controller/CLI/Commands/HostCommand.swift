import ArgumentParser
import Core

struct HostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "Look at the hosts of this cloud, and remove one.",
        subcommands: [HostList.self, HostShow.self, HostRemove.self, HostConfirmRemoval.self], defaultSubcommand: HostList.self)
}

struct HostList: Work {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the hosts.",
        discussion: "A host is joining (never connected), up, down (silent; the reason says since when) or removing.")

    @OptionGroup var common: CommonOptions

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let answer = try await client.get("/apus/v1/hosts")
        let hosts = HostView.list(answer)
        console.document { $0.value(answer) }
        if hosts.isEmpty { return console.line("There are no hosts yet. `apus up` or `apus join HOST` brings one in.") }
        var table = Table("NAME", "PHASE", "ROLES", "LAST SEEN", "REASON")
        for host in hosts {
            table.add(host.name, host.phase, host.roles.joined(separator: ","), host.seenAt ?? "never", host.reason)
        }
        for line in table.lines { console.line(line) }
    }
}

struct HostShow: Work {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one host: its state, its facts, its problems.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The host's name.") var host: String

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let answer = try await client.get("/apus/v1/hosts/\(host)")
        console.document { $0.value(answer) }
        for line in Outline.lines(answer["host"] ?? answer) { console.line(line) }
    }
}

struct HostRemove: Work {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a host out of the cloud.",
        discussion: """
            A host that still has servers or routers is kept: move or delete them first. With --force it goes with all that is \
            on it, for a machine that is lost for good. Its certificate is revoked: its agent is refused from now on, and what \
            runs on it is no longer looked after. To bring it back: `apus join HOST`.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The host's name.") var host: String
    @Flag(help: "Although the cloud has something on it.") var force = false
    @Flag(help: "Do not ask.") var yes = false

    func run(_ console: Console) async throws {
        try Question.confirm("Take \(host) out of the cloud?", yes: yes)
        try await CloudFinder.client(for: common.directory).delete("/apus/v1/hosts/\(host)" + (force ? "?force=true" : ""))
        console.document { w in w.object { $0.field("removed", host) } }
        console.good("\(host) is being removed")
    }
}
