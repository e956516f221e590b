import Core
import Glibc

/// The programs under `apus supervise`.
struct SupervisorRunner: Runner {
    let directory: StateDirectory

    private var lock: String { SupervisorStatus.lock(directory) }

    func start() async throws {
        if let supervisor = ProcessLock.holder(lock), supervisor > 0 {
            kill(supervisor, SIGHUP)
            return
        }
        try launch()
        guard try await Wait.until(.seconds(10), { ProcessLock.holder(lock) }) != nil else {
            throw Fault(
                .requestTimeout, code: "SUPERVISOR-START", "The supervisor does not start",
                hint: "See \(log.path).", detail: log.tail(1).first.map(String.init))
        }
    }

    func stop() async throws {
        if let supervisor = ProcessLock.holder(lock), supervisor > 0 {
            kill(supervisor, SIGTERM)
            guard try await Wait.until(.seconds(70), { ProcessLock.holder(lock) == nil ? true : nil }) != nil else {
                throw Fault(
                    .requestTimeout, code: "SUPERVISOR-STOP", "The supervisor (pid \(supervisor)) does not stop",
                    hint: "See \(log.path); as a last resort: kill -9 \(supervisor), then `apus down` again.")
            }
        }
        for program in [LocalProgram.agent, .controller] {
            try await process(program)?.stop(within: .seconds(30))
        }
    }

    func process(_ program: LocalProgram) async throws -> ProcessRecord? {
        if let record = SupervisorStatus.load(directory)?.programs[program.rawValue]?.process, record.isAlive { return record }
        guard program == .controller, let pid = ProcessLock.holder(directory.controllerLock), pid > 0 else { return nil }
        return ProcessRecord(pid)
    }

    func lastWords(_ program: LocalProgram) async throws -> [String] {
        LogFile(path: "\(directory.logDirectory)/\(program.rawValue).log").tail(5).map(String.init)
    }

    private var log: LogFile { LogFile(path: "\(directory.logDirectory)/supervisor.log") }

    /// Into a session of its own: it outlives this terminal. Its parent becomes process 1, so that nothing is left to wait for.
    private func launch() throws {
        let output = try log.open()
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(input)
        }
        _ = try Spawn.start(
            [Programs.own, "supervise", "--state", directory.path],
            streams: .init(input: input, output: output, error: output), ownSession: true)
    }
}
