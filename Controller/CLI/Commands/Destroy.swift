import ArgumentParser
import Core
import Glibc

struct Destroy: Work {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Remove this cloud from this machine, with all that it holds.",
        discussion: """
            Stops everything, removes this machine's guests with their disks, its networks, the state directory, the local \
            agent's files, the configuration and the entry in clouds.yaml. There is no way back but a backup. Asks first, unless --yes is given.

            Example:
              apus backup /root/last.tar && apus destroy
            """)

    @OptionGroup var common: CommonOptions
    @Flag(help: "Do not ask.") var yes = false

    func run(_ console: Console) async throws {
        let directory = common.directory
        guard Machine.exists(directory.path) || Machine.exists(directory.configuration) else {
            console.document { w in w.object { $0.field("changed", false) } }
            return console.line("There is no cloud in \(directory.path); nothing was changed.")
        }
        try refuseStranger(directory)
        try Question.confirm("Remove the cloud in \(directory.path) with all that it holds?", yes: yes)
        try await console.working("Stopping") { try await Runners.choose(for: directory).stop() }
        try await clearHost(directory, console)
        if let local = try LocalCloud.load(directory) { try CloudsFile(path: local.cloudsFile).remove(local.cloud) }
        let configuration = directory.isStandard ? [directory.configuration] : []
        try await Run.successfully(
            ["/bin/rm", "-rf", AgentFiles(directory).path, directory.path + ".before-restore"] + configuration
                + [directory.path], code: "DESTROY")
        // rmdir(2) takes only what is empty: what others keep there stays.
        for parent in directory.isStandard ? ["/etc/apus", CloudsFile.personalDirectory] : [] { rmdir(parent) }
        console.document { w in
            w.object { w in
                w.field("changed", true)
                w.field("removed", directory.path)
            }
        }
        console.good("The cloud in \(directory.path) is gone")
    }

    /// Guests, networks and filters on this machine; one that never joined has none.
    private func clearHost(_ directory: StateDirectory, _ console: Console) async throws {
        let files = AgentFiles(directory)
        guard Machine.exists(files.settings) else { return }
        try await console.working("Removing guests and networks of this host") {
            _ = try await Run.successfully(
                [Programs.agent, "clear", "--yes", "--state", files.path], code: "DESTROY-HOST")
        }
    }

    /// A mistyped --state must not remove somebody's files.
    private func refuseStranger(_ directory: StateDirectory) throws {
        let known: Set = [
            "apus.db", "apus.db-wal", "apus.db-shm", "apus.db.lock", "ca", "tls", "keys", "policy", "federation", "run", "log",
            "agent",
            "images",
            "controller.yaml", "local.yaml", "clouds.yaml",
        ]
        guard let stranger = Machine.names(in: directory.path).first(where: { !known.contains($0) && !$0.hasPrefix(".") }) else {
            return
        }
        throw Fault(
            .conflict, code: "DESTROY-STRANGER", "\(directory.path) holds '\(stranger)', which is not a part of a cloud",
            hint: "Check --state; if it is right, move that file away first.")
    }
}
