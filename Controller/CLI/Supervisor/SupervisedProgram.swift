import Core
import Glibc

/// One program under the supervisor.
struct SupervisedProgram {
    enum Phase {
        /// Not to be run yet.
        case idle
        case running(pid_t, since: ContinuousClock.Instant)
        case waiting(until: ContinuousClock.Instant)
    }

    let name: String
    let arguments: [String]
    /// It is run once this file exists.
    let needs: String
    let log: LogFile
    private(set) var phase = Phase.idle
    private(set) var policy = RestartPolicy()
    private(set) var starts = 0
    private(set) var lastEnd = ""

    init(name: String, arguments: [String], needs: String, log: LogFile) {
        self.name = name
        self.arguments = arguments
        self.needs = needs
        self.log = log
    }

    var pid: pid_t? {
        guard case .running(let pid, _) = phase else { return nil }
        return pid
    }

    /// When it is to be started again; nil if it runs or is not wanted yet.
    var due: ContinuousClock.Instant? {
        guard case .waiting(let until) = phase else { return nil }
        return until
    }

    var status: SupervisorStatus.Program {
        .init(process: pid.flatMap { ProcessRecord($0) }, starts: starts, lastEnd: lastEnd)
    }

    /// Starts it if its time has come; true if it was started.
    mutating func startIfDue(_ now: ContinuousClock.Instant) throws -> Bool {
        switch phase {
        case .running: return false
        case .waiting(let until) where until > now: return false
        case .idle where !Machine.exists(needs): return false
        case .idle, .waiting: break
        }
        let output = try log.open()
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(input)
        }
        let pid = try Spawn.start(arguments, streams: .init(input: input, output: output, error: output), ownSession: false)
        phase = .running(pid, since: now)
        starts += 1
        return true
    }

    /// It has ended with this status of waitpid(2).
    mutating func ended(_ status: Int32, _ now: ContinuousClock.Instant) {
        guard case .running(_, let since) = phase else { return }
        let signal = status & 0x7F
        lastEnd = signal == 0 ? "exit code \((status >> 8) & 0xFF)" : "signal \(signal)"
        phase = Machine.exists(needs) ? .waiting(until: now + policy.ended(after: now - since)) : .idle
    }

    /// Somebody wants it to run now.
    mutating func hurry(_ now: ContinuousClock.Instant) {
        policy.reset()
        if case .waiting = phase { phase = .waiting(until: now) }
    }
}
