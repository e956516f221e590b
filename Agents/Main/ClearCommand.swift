import AgentProtocol
import AgentRuntime
import ArgumentParser
import HostFacts
import Logging
import Sensors

struct ClearCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Removes everything that an agent has made on this host: guests with their disks, networks, filters.",
        discussion: """
            For a host that leaves its cloud for good; what is not labelled as Apus's stays. The agent must not run. There is no \
            way back.

              apus-agent clear --yes
            """)

    @Option(help: "The directory of key, certificate and settings.")
    var state: String = AgentState.defaultPath

    @Flag(help: "Do it; without this flag it is only said what would go.")
    var yes = false

    func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let settings = try SettingsFile.read(AgentState(state).settings)
        let sensors = Sensors(sensor: HostSensor(files: LiveHostFiles(), hypervisor: nil), status: AgentStatus())
        let roles = HostRoles(settings, sensors: sensors, link: NoController(), logger: Logger(label: "apus-agent"))
        // Guests first: what they stand on goes after them.
        for role in roles.all.reversed() { try await clear(role) }
    }

    private func clear(_ role: any Role) async throws {
        for observation in await role.observeAll().sorted(by: Self.dependentsFirst) {
            guard yes else {
                Terminal.say("would remove \(observation.set) \(observation.id)")
                continue
            }
            let answer = await role.remove(ItemKey(set: observation.set, id: observation.id))
            guard answer.state == .absent else {
                throw AgentFault(
                    answer.problem.code, "\(observation.id) cannot be removed: \(answer.problem.message)",
                    hint: answer.problem.hint)
            }
        }
    }

    /// What is in a set of its own hangs on what is in the host's: a network goes last.
    private static func dependentsFirst(_ a: Observation, _ b: Observation) -> Bool {
        (a.set.hasPrefix("host/") ? 1 : 0, a.set, a.id) < (b.set.hasPrefix("host/") ? 1 : 0, b.set, b.id)
    }
}
