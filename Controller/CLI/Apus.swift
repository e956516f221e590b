import ArgumentParser

/// The command of operators: it sets a cloud up, runs it, asks after it, and takes it down again.
struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "Set up and run an Apus cloud.",
        discussion: """
            Apus is an OpenStack-compatible cloud: one controller and a fleet of agents. Start here:

              apus up                       a controller and an agent on this machine, ready to use
              apus launch apus-guest web-1  a server, reachable, with each step of its start
              openstack --os-cloud apus …   use it, with any OpenStack client
              apus join node2               let another machine in
              apus doctor                   find out what is wrong, and what to do

            Every command takes --json for programs and --state to work on another cloud of this machine. Nothing is asked \
            that can be detected, and every refusal says what to do and has a code to search for.

            Exit codes: 0 done · 1 refused, or something is wrong · 64 the command line cannot be understood · 69 the \
            controller cannot be reached · 75 it took too long, or another command holds the lock; try again · 77 not \
            permitted · 78 the configuration is wrong.

            Environment: APUS_STATE the state directory · OS_CLOUD the entry of clouds.yaml · OS_CLIENT_CONFIG_FILE the \
            clouds.yaml · NO_COLOR no colours.
            """,
        subcommands: [
            Init.self, Up.self, Down.self, Launch.self, Why.self, ConsoleCommand.self, EventsCommand.self, Join.self,
            HostCommand.self, DoctorCommand.self, DebugCommand.self, Backup.self, Restore.self, MigrateStore.self, Destroy.self,
            Supervise.self,
            Version.self,
        ])

    /// The version of all three programs.
    static let version = "0.1.0"
}
