import ArgumentParser
import Core
import Store

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Copy the database in one consistent moment (part of `apus backup`).",
        discussion: "The controller may run. The copy is verified before it gets its name.")

    @OptionGroup var file: ConfigOption

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var to: String

    func run() async throws {
        try await Store.backup(of: file.load().databasePlace, to: to)
    }
}
