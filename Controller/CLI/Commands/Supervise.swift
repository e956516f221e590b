import ArgumentParser
import Core
import Glibc

struct Supervise: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervise",
        abstract: "Run controller and agent, and restart what dies (`apus up` starts this where there is no systemd).",
        discussion: """
            Stays in the foreground and logs to standard error; the programs log to files in the state directory's log/, which \
            are cut at 16 MiB. A program that dies is restarted at once; one that dies right after each start is restarted \
            after growing pauses of up to 30 seconds. SIGHUP ends such a pause, SIGTERM stops everything.
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let directory = common.directory
        guard Machine.isDirectory(directory.runDirectory) else {
            throw Fault(
                .notFound, code: "STATE-MISSING", "There is no cloud in \(directory.path)", hint: "Make one with `apus init`.")
        }
        // A directory that somebody wants to unmount must not be held.
        chdir("/")
        var supervisor = Supervisor(directory, controller: try Programs.controller, agent: try Programs.agent)
        try supervisor.run()
    }
}
