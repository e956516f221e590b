import ArgumentParser
import ControllerAssembly
import Core
import Store

struct MigrateStoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate-store",
        abstract: "Copy the database into another one, of either engine (part of `apus migrate-store`).",
        discussion: """
            No controller may run on either. Prints a line for each table: its name, how many rows it has, and their checksum, \
            which has been compared with what the new database says.
            """)

    @Option(help: ArgumentHelp("The database to read.", valueName: "file or URL"))
    var from: String

    @Option(help: ArgumentHelp("The new database, empty.", valueName: "file or URL"))
    var to: String

    func run() async throws {
        for table in try await Store.copy(from: from, to: to, migrations: Assembly.migrations) {
            let checksum = String(table.checksum, radix: 16)
            print("\(table.table)\t\(table.rows)\t\(String(repeating: "0", count: 16 - checksum.count))\(checksum)")
        }
    }
}
