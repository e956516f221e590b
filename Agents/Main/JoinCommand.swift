import AgentRuntime
import ArgumentParser

struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Makes this host a member of a controller's fleet.",
        discussion: """
            The token comes from the controller; it works once, for some time, and carries the fingerprint by which this host \
            knows the right controller. A private key is made here and never leaves the host.

              apus-agent join https://controller:5000 apus1.…
            """)

    @Argument(help: "Where the controller's API answers, such as https://controller:5000.")
    var url: String

    @Argument(help: "The join token that the controller printed.")
    var token: String

    @Option(help: "The directory for key, certificate and settings.")
    var state: String = AgentState.defaultPath

    @Option(help: "Roles to take, separated by commas. Without it: all that the token allows.")
    var roles: String?

    @Option(help: "This host's name in the cloud. Without it: the host's own name.")
    var host: String?

    @Flag(help: "Join although this host has joined before.")
    var force = false

    func run() async throws {
        let name = try host ?? HostName.current()
        let settings = try await Enrolment(state: AgentState(state)).join(
            ControllerURL(url), token: JoinToken(token), host: name,
            roles: roles?.split(separator: ",").map(String.init), force: force)
        Terminal.say("✓ \(settings.host) has joined \(url) with the roles \(settings.roles.joined(separator: ", ")).")
        Terminal.say("  Next  apus-agent run" + (state == AgentState.defaultPath ? "" : " --state \(state)"))
    }
}
