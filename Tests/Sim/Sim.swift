import ArgumentParser
import Foundation

/// Runs everything that the controller and the agents of a cloud do, in one process, and kills them at every effect.
@main
enum Sim {
    static func main() {
        startAgainWithOneHash()
        raiseFileLimit()
        SimCommand.main()
    }

    /// Sets and dictionaries are in the same order in every process, or runs could not be repeated. The runtime reads this
    /// before the first line of a program.
    private static func startAgainWithOneHash() {
        let name = "SWIFT_DETERMINISTIC_HASHING"
        guard getenv(name) == nil else { return }
        setenv(name, "1", 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
    }

    /// Killed controllers leave their connections to their database open.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
