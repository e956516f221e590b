import ArgumentParser
import Core
import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the controller until SIGTERM or SIGINT.",
        discussion: """
            Logs are JSON lines on standard error; requests are logged to log/access.log in the state directory. A stop lets \
            running requests finish. Policy files (policy/*.yaml, *.json) are read again when they change.

            The options of the configuration file, all of which may be left out:

            \(optionsHelp)
            """)

    @OptionGroup var file: ConfigOption

    @Option(help: ArgumentHelp("How much to log: trace, debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("There is no log level '\(logLevel)'.")
        }
        try await Controller(config: file.load(), logLevel: level).run()
    }

    private static var optionsHelp: String {
        ControllerConfig.options
            .map { "  \($0.name): \($0.standard)\n      \($0.explanation)" }
            .joined(separator: "\n")
    }
}
