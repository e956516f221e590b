import ArgumentParser
import Core

struct Join: Work {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Let another machine join this cloud.",
        discussion: """
            Prints the one command to run on the new host. The token in it works once, for a host of that name only, and \
            expires. It also proves the controller to the host, so that nothing needs to be copied by hand.

            Examples:
              apus join node2
              apus join node3 --roles sensors --expires 2h
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The name of the new host, as `hostname` prints it there.")
    var host: String

    @Option(help: "The roles that the host may take, separated by commas.")
    var roles = LocalRoles.available.joined(separator: ",")

    @Option(help: ArgumentHelp("How long the token can be used: a number with m or h.", valueName: "time"))
    var expires = Lifetime(minutes: 60)

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let names = roles.split(separator: ",").map { String($0.filter { $0 != " " }) }
        let token = try await JoinRequest(host: host, roles: names, minutes: expires.minutes).send(client)
        let command = "apus-agent join \(client.base) \(token.text)"
        console.document { w in
            w.object { w in
                w.field("host", host)
                w.field("roles", names)
                w.field("token", token.text)
                w.field("expires_at", token.expiresAt)
                w.field("command", command)
            }
        }
        console.line("Run this on \(host), as root, before \(token.expiresAt):")
        console.line()
        console.line("  \(console.paint(command, .bold))")
        console.line()
        console.line("Then start its agent: systemctl enable --now apus-agent")
    }
}
