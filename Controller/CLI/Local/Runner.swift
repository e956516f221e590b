import Core
import Glibc

/// How the programs of a cloud are kept running on this machine.
protocol Runner: Sendable {
    /// Makes sure that all that can run does: the controller, and the agent once the host has joined. Starts what is down.
    func start() async throws
    /// Stops everything, the agent first.
    func stop() async throws
    /// The running process; nil if there is none.
    func process(_ program: LocalProgram) async throws -> ProcessRecord?
    /// The last lines of a program's log.
    func lastWords(_ program: LocalProgram) async throws -> [String]
}

enum LocalProgram: String, Sendable {
    case controller
    case agent

    var unit: String { "apus-\(rawValue).service" }
}

enum Runners {
    /// systemd, where it runs this machine, has our units, and the cloud is the machine's own; else our own supervisor.
    static func choose(for directory: StateDirectory) -> any Runner {
        let hasUnits = ["/etc/systemd/system", "/lib/systemd/system"].contains {
            Machine.exists("\($0)/\(LocalProgram.controller.unit)")
        }
        return directory.isStandard && Machine.hasSystemd && hasUnits
            ? SystemdRunner(directory: directory) : SupervisorRunner(directory: directory)
    }
}
