import ArgumentParser
import Core

struct MigrateStore: Work {
    static let configuration = CommandConfiguration(
        commandName: "migrate-store",
        abstract: "Move the database to PostgreSQL, or back into a file.",
        discussion: """
            The controller must be stopped (`apus down`). Every table is copied in one transaction and read again at its new \
            place: the number of rows and their checksum must agree, or nothing has happened. Then the configuration names the new \
            database. The old one is left as it is; remove it when you do not need it any more.

            A PostgreSQL database for Apus is made so: CREATE DATABASE apus TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'.

            Examples:
              apus down && apus migrate-store --to 'postgresql://apus@db.example/apus?sslrootcert=/etc/apus/db.pem' && apus up
              apus down && apus migrate-store --to file && apus up
            """)

    @OptionGroup var common: CommonOptions
    @Option(
        help: ArgumentHelp(
            "The URL of an empty PostgreSQL database, or 'file' for a new file in the state directory.", valueName: "url"))
    var to: String

    func run(_ console: Console) async throws {
        let directory = common.directory
        if let pid = ProcessLock.holder(directory.controllerLock) {
            throw Fault(
                .conflict, code: "MIGRATE-RUNNING", "The controller runs (pid \(pid))", hint: "Stop it first: apus down")
        }
        let old = try ControllerConfig.load(directory.configuration)
        let new = try changed(old)
        let answer = try await console.working("Copying") {
            try await Run.successfully(
                [Programs.controller, "migrate-store", "--from", old.databasePlace, "--to", new.databasePlace],
                code: "MIGRATE-FAILED")
        }
        try DurableFile.write(Array(new.yaml.utf8), to: directory.configuration, mode: new.fileMode)
        show(answer, console)
    }

    private func changed(_ old: ControllerConfig) throws -> ControllerConfig {
        var new = old
        new.database = to == "file" ? "" : to
        // Read as the controller will read it, so that what it would refuse is refused now.
        new = try ControllerConfig(yaml: new.yaml)
        guard new != old else {
            throw Fault(.conflict, code: "MIGRATE-SAME", "The database is there already", hint: "Nothing was changed.")
        }
        return new
    }

    private func show(_ answer: String, _ console: Console) {
        var table = Table("table", "rows", "checksum")
        let rows = answer.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }.filter { $0.count == 3 }
        for row in rows { table.add(row[0], row[1], row[2]) }
        console.document { w in
            w.object { w in
                w.field("tables") { w in
                    w.array(rows) { w, row in
                        w.object { w in
                            w.field("table", row[0])
                            w.field("rows", Int(row[1]) ?? 0)
                            w.field("checksum", row[2])
                        }
                    }
                }
            }
        }
        for line in table.lines { console.line("  " + line) }
        console.good("Copied and compared; the configuration names the new database")
        console.line("  Next    apus up")
    }
}
