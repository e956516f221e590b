import Core
import Glibc

/// The programs as units of systemd.
struct SystemdRunner: Runner {
    let directory: StateDirectory

    func start() async throws {
        try await enable(.controller)
        if Machine.exists(AgentFiles(directory).settings) { try await enable(.agent) }
    }

    func stop() async throws {
        for program in [LocalProgram.agent, .controller] {
            try await Run.successfully(["/usr/bin/systemctl", "disable", "--now", program.unit], code: "SYSTEMD-STOP")
        }
    }

    func process(_ program: LocalProgram) async throws -> ProcessRecord? {
        let text = try await Run.program(["/usr/bin/systemctl", "show", "--property=MainPID", "--value", program.unit]).output
        return pid_t(text.prefix { $0.isNumber }).flatMap { $0 > 0 ? ProcessRecord($0) : nil }
    }

    func lastWords(_ program: LocalProgram) async throws -> [String] {
        let arguments = ["/usr/bin/journalctl", "--unit", program.unit, "--lines", "5", "--output", "cat", "--no-pager"]
        return try await Run.program(arguments).output.split(separator: "\n").map(String.init)
    }

    private func enable(_ program: LocalProgram) async throws {
        try await Run.successfully(["/usr/bin/systemctl", "enable", "--now", "--quiet", program.unit], code: "SYSTEMD-START")
    }
}
