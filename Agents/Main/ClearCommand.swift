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

    /// Some of it stands on other parts, which can only go when nothing uses them any more: those are tried again after the rest.
    private func clear(_ role: any Role) async throws {
        var rest = await role.observeAll().map { ItemKey(set: $0.set, id: $0.id) }
        guard yes else {
            for key in rest { Terminal.say("would remove \(key.set) \(key.id)") }
            return
        }
        while !rest.isEmpty {
            var kept: [ItemKey] = []
            var problem = Problem()
            for key in rest {
                let answer = await role.remove(key)
                guard answer.state != .absent else { continue }
                kept.append(key)
                problem = answer.problem
            }
            guard kept.count < rest.count else {
                throw AgentFault(
                    problem.code, "\(kept.count) parts of the role \(role.name) cannot be removed: \(problem.message)",
                    hint: problem.hint)
            }
            rest = kept
        }
    }
}
