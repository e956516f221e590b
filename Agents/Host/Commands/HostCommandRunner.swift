import Subprocess

/// Runs programs of this host: arguments as they are (no shell), a clean environment, a session of their own, limits.
///
/// Resource limits are set by prlimit(1) and nice(1), which replace themselves by the program: nothing of this process runs
/// between fork and exec. A program that puts a daemon into the background is done when its first process has ended.
public struct HostCommandRunner: CommandRunner {
    private enum Ending: Sendable {
        case ended(CommandResult)
        case outOfTime
    }

    public init() {}

    public func execute(_ command: Command) async throws -> CommandResult {
        let ending = try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { .ended(try await Self.collect(command)) }
            group.addTask {
                try await Task.sleep(for: command.limits.time)
                return .outOfTime
            }
            // Cancelling kills the program; the group is left only when it is dead.
            defer { group.cancelAll() }
            return try await group.next()
        }
        // A program that was killed because the caller gave up has not answered.
        try Task.checkCancellation()
        guard case .ended(let result)? = ending else {
            throw CommandError.timedOut(program: command.program, after: command.limits.time)
        }
        if result.status == 127, Self.words(command).first != command.program {
            throw CommandError.missing(program: command.program)
        }
        return result
    }

    private static func collect(_ command: Command) async throws -> CommandResult {
        let words = words(command)
        do {
            let result = try await Subprocess.run(
                .name(words.first ?? ""), arguments: Arguments(Array(words.dropFirst())), environment: environment,
                platformOptions: options, input: .array(command.input), output: .bytes(limit: command.limits.output),
                error: .string(limit: 1 << 16))
            return CommandResult(
                status: status(result.terminationStatus), output: result.standardOutput, complaints: result.standardError)
        } catch let error as SubprocessError {
            throw Self.error(error, command.program)
        }
    }

    /// The program behind those that limit it.
    static func words(_ command: Command) -> [String] {
        var words: [String] = []
        if command.limits.niceness != 0 { words += ["nice", "-n", "\(command.limits.niceness)"] }
        var limits: [String] = []
        if let bytes = command.limits.addressSpace { limits.append("--as=\(bytes)") }
        if let seconds = command.limits.processorSeconds { limits.append("--cpu=\(seconds)") }
        if !limits.isEmpty { words += ["prlimit"] + limits + ["--"] }
        return words + [command.program] + command.arguments
    }

    private static var environment: Environment {
        .custom(["PATH": CommandLimits.path, "LC_ALL": "C.UTF-8", "HOME": "/"])
    }

    /// In a session of its own, so that what it has started can be killed with it.
    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
        ]
        return options
    }

    private static func status(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    private static func error(_ error: SubprocessError, _ program: String) -> CommandError {
        switch error.code {
        case .executableNotFound: .missing(program: program)
        case .outputLimitExceeded: .tooMuchOutput(program: program)
        default: .broken(program: program, reason: "\(error)")
        }
    }
}
