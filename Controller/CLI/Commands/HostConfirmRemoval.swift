import ArgumentParser
import Core

struct HostConfirmRemoval: Work {
    static let configuration = CommandConfiguration(
        commandName: "confirm-removal",
        abstract: "Let a host lose most of what runs on it.",
        discussion: """
            A host refuses a set that would remove more than two and more than 30 % of its guests for no known reason \
            (AGENT-SET-REFUSED in `apus host show`), because a lost database must not empty it. After a restore from an old \
            backup such a set may be right: guests that are not in the backup are then removed with all that is on their disks.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The host's name.") var host: String
    @Flag(help: "Do not ask.") var yes = false

    func run(_ console: Console) async throws {
        try Question.confirm("Remove from \(host) every guest that the cloud does not know?", yes: yes)
        _ = try await CloudFinder.client(for: common.directory).post("/apus/v1/hosts/\(host)/actions/confirm-removal", [:])
        console.document { w in w.object { $0.field("confirmed", host) } }
        console.good("\(host) takes over what the cloud says, whatever goes with it")
    }
}
