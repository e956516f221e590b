import ArgumentParser
import Core

/// `--config`, which every command that works on a cloud takes.
struct ConfigOption: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = StateDirectory().configuration

    func load() throws -> ControllerConfig { try ControllerConfig.load(config) }
}
