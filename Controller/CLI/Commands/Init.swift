import ArgumentParser
import Core

struct Init: Work {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new cloud on this machine, without starting it.",
        discussion: """
            Makes the state directory, a certificate authority, the controller's certificate, the database with the user \
            'admin' and a random password, and an entry in clouds.yaml. Run again it changes nothing; a run that was killed \
            is completed. `apus up` does all this too, and starts the cloud.

            Examples:
              apus init
              apus init --name cloud.example.org --region Zurich
              apus init --state ~/try --listen 127.0.0.1 --name 127.0.0.1 --port 6000 --fleet-port 6001
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SetupOptions

    func run(_ console: Console) async throws {
        let directory = common.directory
        let made = try await Setup(directory: directory, wishes: options.wishes).run(console)
        let local = try LocalCloud.load(directory)
        console.document { w in
            w.object { w in
                w.field("changed", !made.isEmpty)
                w.field("state", directory.path)
                w.field("cloud", local?.cloud)
                w.field("clouds_file", local?.cloudsFile)
            }
        }
        if made.isEmpty { return console.line("The cloud in \(directory.path) is complete; nothing was changed.") }
        console.good("Identity   " + made.joined(separator: ", "))
        console.line("  Next  apus up")
    }
}
