/// The seam at which tests put a fake instead of the host's programs.
public protocol CommandRunner: Sendable {
    /// Runs to the end; any exit status is an answer.
    ///
    /// - Throws: `CommandError`, but never `.failed`; `CancellationError` when the task is cancelled, after the program is dead.
    func execute(_ command: Command) async throws -> CommandResult
}

extension CommandRunner {
    /// Runs a program that has to succeed.
    ///
    /// - Throws: as `execute`, and `CommandError.failed` for a status other than 0.
    @discardableResult
    public func run(
        _ program: String, _ arguments: [String], input: [UInt8] = [], limits: CommandLimits = CommandLimits()
    ) async throws -> CommandResult {
        let result = try await execute(Command(program, arguments, input: input, limits: limits))
        guard result.status == 0 else {
            throw CommandError.failed(
                program: program, status: result.status, complaints: String(result.complaints.prefix(2000)))
        }
        return result
    }
}
