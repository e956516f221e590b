import ArgumentParser
import ControllerAssembly
import Core
import Store

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a database as a whole (part of `apus restore`).",
        discussion: "Pages, indexes, references, and whether its schema is one that this version knows.")

    @Argument(help: "The database.")
    var database: String

    func run() throws {
        let verification = try Store.verify(path: database, migrations: Assembly.migrations)
        print("ok: \(verification.migrations.count) migrations, \(verification.bytes) bytes")
    }
}
