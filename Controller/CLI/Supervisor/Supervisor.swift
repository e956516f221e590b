import Core
import Glibc

/// Runs the controller and the local agent where no systemd does.
///
/// Theory of operation. One thread waits for signals: SIGCHLD (something has ended), SIGHUP (`apus up` wants what is down
/// started now), SIGTERM (stop all). It holds `run/supervisor.lock`; the kernel lets go of it however this process ends.
/// Programs write their logs themselves, and outlive a supervisor that is killed. The next one finds them in
/// `run/supervisor.json`, by number and start time, and stops them before it starts its own: nobody is adopted silently.
struct Supervisor {
    private static let signals = [SIGCHLD, SIGTERM, SIGINT, SIGHUP]
    /// How long a program may take to finish what it is doing.
    private static let patience = Duration.seconds(30)

    private let directory: StateDirectory
    private var programs: [SupervisedProgram]
    private let clock = ContinuousClock()
    private var written: SupervisorStatus?

    init(_ directory: StateDirectory, controller: String, agent: String) {
        self.directory = directory
        let agentState = AgentFiles(directory)
        programs = [
            SupervisedProgram(
                name: "controller", arguments: [controller, "run", "--config", directory.configuration],
                needs: directory.configuration, log: LogFile(path: "\(directory.logDirectory)/controller.log")),
            SupervisedProgram(
                name: "agent", arguments: [agent, "run", "--state", agentState.path], needs: agentState.settings,
                log: LogFile(path: "\(directory.logDirectory)/agent.log")),
        ]
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `Fault` SUPERVISOR-RUNNING if there is one already.
    mutating func run() throws {
        var mask = Self.mask
        sigprocmask(SIG_BLOCK, &mask, nil)
        guard try ProcessLock.take(SupervisorStatus.lock(directory)) != nil else {
            throw Fault(
                .conflict, code: "SUPERVISOR-RUNNING", "Another supervisor runs this cloud",
                hint: "Nothing needs to be done; `apus down` stops it.")
        }
        say("started")
        keepHeapsSmall()
        stopLeftovers()
        while true {
            try startWhatIsDue()
            switch waitForSignal() {
            case SIGTERM, SIGINT: return stopAll()
            case SIGHUP: for index in programs.indices { programs[index].hurry(clock.now) }
            default: break
            }
            reap()
            for program in programs { try program.log.rotate() }
            try LogFile(path: "\(directory.logDirectory)/access.log").rotate()
        }
    }

    /// Each thread of a program would have a heap of its own that never shrinks (mallopt(3)). systemd's units say the same.
    private func keepHeapsSmall() {
        setenv("MALLOC_ARENA_MAX", "2", 0)
        setenv("MALLOC_TRIM_THRESHOLD_", "262144", 0)
    }

    private static var mask: sigset_t {
        var mask = sigset_t()
        sigemptyset(&mask)
        for signal in signals { sigaddset(&mask, signal) }
        return mask
    }

    /// The next signal; 0 when a program is due, or after a few seconds in which files may have come.
    private func waitForSignal() -> Int32 {
        let now = clock.now
        let wait = programs.compactMap(\.due).map { max(.zero, $0 - now) }.min() ?? .seconds(5)
        let bounded = min(wait, .seconds(5))
        var timeout = timespec(
            tv_sec: Int(bounded.components.seconds), tv_nsec: Int(bounded.components.attoseconds / 1_000_000_000))
        var mask = Self.mask
        return max(0, sigtimedwait(&mask, nil, &timeout))
    }

    private mutating func startWhatIsDue() throws {
        for index in programs.indices {
            let program = programs[index]
            if try programs[index].startIfDue(clock.now), let pid = programs[index].pid {
                say("\(program.name) started (pid \(pid))\(program.lastEnd.isEmpty ? "" : " after \(program.lastEnd)")")
            }
        }
        guard statusNow != written else { return }
        try statusNow.store(in: directory)
        written = statusNow
    }

    private var statusNow: SupervisorStatus {
        SupervisorStatus(programs: Dictionary(uniqueKeysWithValues: programs.map { ($0.name, $0.status) }))
    }

    private mutating func reap() {
        var status: Int32 = 0
        while case let pid = waitpid(-1, &status, WNOHANG), pid > 0 {
            guard let index = programs.firstIndex(where: { $0.pid == pid }) else { continue }
            programs[index].ended(status, clock.now)
            say("\(programs[index].name) ended: \(programs[index].lastEnd)")
        }
    }

    /// The agent first: it says goodbye to the controller.
    private mutating func stopAll() {
        for program in programs.reversed() {
            guard let pid = program.pid else { continue }
            kill(pid, SIGTERM)
            if !waitForEnd(of: pid) { kill(pid, SIGKILL) }
        }
        unlink(SupervisorStatus.path(directory))
        say("stopped")
    }

    private func waitForEnd(of pid: pid_t) -> Bool {
        let deadline = clock.now + Self.patience
        var status: Int32 = 0
        var mask = Self.mask
        while waitpid(pid, &status, WNOHANG) == 0 {
            guard clock.now < deadline else { return false }
            var timeout = timespec(tv_sec: 0, tv_nsec: 50_000_000)
            sigtimedwait(&mask, nil, &timeout)
        }
        return true
    }

    /// Programs of a supervisor that was killed are no children of this one and cannot be watched.
    private func stopLeftovers() {
        guard let old = SupervisorStatus.load(directory) else { return }
        for (name, program) in old.programs {
            guard let process = program.process, process.isAlive else { continue }
            say("stopping the \(name) (pid \(process.pid)) that a supervisor which died left behind")
            kill(process.pid, SIGTERM)
            let deadline = clock.now + Self.patience
            while process.isAlive, clock.now < deadline { usleep(50_000) }
            if process.isAlive { kill(process.pid, SIGKILL) }
        }
    }

    private func say(_ text: String) {
        let line = JSONWriter.bytes { w in
            w.object { w in
                w.field("time", SystemTime().now.iso8601())
                w.field("level", "info")
                w.field("label", "supervisor")
                w.field("message", text)
            }
        }
        Console.write(String(decoding: line, as: UTF8.self) + "\n", to: STDERR_FILENO)
    }
}
