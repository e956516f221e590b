import AgentRuntime
import ArgumentParser

@main
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus-agent",
        abstract: "Makes this host part of an Apus cloud.",
        discussion: """
            A host joins once, with a token that the controller prints, and then runs:

              apus-agent join https://controller:5000 apus1.…
              apus-agent run

            The agent dials the controller; nothing on this host listens but its figures for Prometheus \
            (http://127.0.0.1:9105/metrics).
            """,
        version: AgentVersion.text,
        subcommands: [JoinCommand.self, RunCommand.self, ClearCommand.self, VersionCommand.self])

    static func main() async {
        AgentProcess.tune()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as AgentFault {
            Terminal.tell(fault)
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }
}
