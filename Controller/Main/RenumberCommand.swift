import ArgumentParser
import ControllerAssembly
import Core
import Fleet
import Store

struct RenumberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renumber",
        abstract: "Lift the numbers of a restored database above all that agents have seen (part of `apus restore`).",
        discussion: "No controller may run on it.")

    @Argument(help: "The database.")
    var database: String

    func run() async throws {
        let store = try Store(path: database, migrations: Assembly.migrations)
        try await store.write { try Fleet.renumber($0, now: SystemTime().now) }
        await store.close()
    }
}
