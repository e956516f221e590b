import ArgumentParser
import Core

/// The controller's program.
@main
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus-controller",
        abstract: "The controller of an Apus cloud.",
        discussion: """
            Answers the OpenStack APIs over TLS and leads the fleet of agents. `apus up` sets it up and starts it.

            Exit codes: 0 stopped as asked · 1 failed · 64 the command line cannot be understood · 69 a port is in use · 75 \
            another controller runs on this state · 77 a file may not be read · 78 the configuration is wrong.
            """,
        version: Release.version,
        subcommands: [
            RunCommand.self, RoutesCommand.self, VersionCommand.self, BootstrapCommand.self, SnapshotCommand.self,
            VerifyCommand.self, RenumberCommand.self, MigrateStoreCommand.self,
        ])

    static func main() async {
        ProcessTuning.apply()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            LastWords.say(fault)
            exit(withError: ExitCode(LastWords.exitCode(of: fault)))
        } catch {
            exit(withError: error)
        }
    }
}
