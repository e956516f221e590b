import ArgumentParser
import Core

struct Up: Work {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Bring up a controller and an agent on this machine.",
        discussion: """
            Makes the cloud if there is none (see `apus init`), starts the controller, lets this machine join as a host, starts \
            its agent, and waits until both work. Run again it changes nothing, or starts what has died. With systemd the \
            programs run as units; without it `apus supervise` runs them in the background and restarts what dies.

            Examples:
              apus up
              apus up --no-agent              a controller only
              apus up --state ~/try --listen 127.0.0.1 --name 127.0.0.1 --port 6000 --fleet-port 6001 --agent-metrics-port 6105
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SetupOptions

    @Flag(help: "Do not make this machine a host.")
    var noAgent = false

    @Option(
        help: ArgumentHelp(
            "A guest image (qcow2) to begin with; brings along what is missing of flavors, networks, a router and a key.",
            valueName: "file"))
    var guestImage: String?

    @Option(help: ArgumentHelp("How long to wait for controller and agent, in seconds.", valueName: "seconds"))
    var patience = 60

    func run(_ console: Console) async throws {
        let directory = common.directory
        var bringUp = BringUp(directory: directory, console: console, patience: .seconds(patience))
        let report = try await bringUp.run(
            wishes: options.wishes, agent: !noAgent, guestImage: guestImage.map(CommonOptions.absolute))
        report.show(console)
    }
}
