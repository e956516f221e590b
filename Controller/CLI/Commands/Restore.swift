import ArgumentParser
import Core

struct Restore: Work {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring back what `apus backup` wrote.",
        discussion: """
            The controller must be stopped (`apus down`). The backup is unpacked beside the state and verified first; only \
            then it takes the place of what is there, which is kept as <state>.before-restore until the next restore. The files \
            of images are not in a backup: those on this machine stay.

            Example:
              apus down && apus restore /var/backups/apus-2026-01-31.tar && apus up
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file that `apus backup` wrote.") var file: String
    @Flag(help: "Do not ask.") var yes = false

    func run(_ console: Console) async throws {
        let directory = common.directory
        if let pid = ProcessLock.holder(directory.controllerLock) {
            throw Fault(
                .conflict, code: "RESTORE-RUNNING", "The controller runs (pid \(pid))", hint: "Stop it first: apus down")
        }
        let exists = Machine.exists(directory.database)
        if exists { try Question.confirm("Replace the cloud in \(directory.path) by the backup?", yes: yes) }
        let archive = Archive(directory: directory)
        try await console.working("Restoring") { try await archive.restore(from: CommonOptions.absolute(file)) }
        try Setup.restoreEntry(directory)
        console.document { w in w.object { $0.field("restored", directory.path) } }
        console.good("Restored into \(directory.path)")
        if exists { console.line("  Before  \(archive.previous)") }
        console.line("  Next    apus up")
    }
}
