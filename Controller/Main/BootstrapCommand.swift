import ArgumentParser
import ControllerAssembly
import Core
import Identity
import Store
import Web

struct BootstrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Make the database and the first administrator (part of `apus init`).",
        discussion: """
            Reads the administrator's password from standard input. What exists already stays as it is, so that it can be run \
            again at any time while the controller is stopped.
            """)

    @OptionGroup var file: ConfigOption

    func run() async throws {
        guard let password = readLine(), !password.isEmpty else {
            throw ValidationError("The administrator's password is expected on standard input.")
        }
        let config = try file.load()
        let store = try Store(path: config.databasePlace, migrations: Assembly.migrations)
        let hash = try await Passwords().hash(password)
        try await store.write { tx in
            try Identity.bootstrap(tx, passwordHash: hash, now: SystemTime().now)
            try Assembly.publish(tx, config)
        }
        await store.close()
    }
}
