import ArgumentParser
import Core

struct Backup: Work {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write all that the controller must not lose into one file.",
        discussion: """
            The database (one consistent moment of it, while the controller runs on), the certificate authority, all keys, the \
            policy files and the configuration, as a tar file of mode 0600. Whoever has it is the cloud: keep it safe. \
            `apus restore` brings it back, on this machine or another one.

            Example:
              apus backup /var/backups/apus-$(date +%F).tar
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file to write; an existing one is replaced when the new one is complete.") var file: String

    func run(_ console: Console) async throws {
        let archive = Archive(directory: common.directory)
        let path = CommonOptions.absolute(file)
        let size = try await console.working("Writing the backup") { try await archive.write(to: path) }
        console.document { w in
            w.object { w in
                w.field("file", path)
                w.field("bytes", size)
            }
        }
        console.good("Backup written and verified: \(path) (\(Figures.size(size)))")
    }
}
