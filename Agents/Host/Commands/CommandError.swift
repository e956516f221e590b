/// Why a program did not do what it was called for.
public enum CommandError: Error, Sendable, Equatable {
    /// The host has no such program.
    case missing(program: String)
    case timedOut(program: String, after: Duration)
    case tooMuchOutput(program: String)
    /// It ended with a status other than 0.
    case failed(program: String, status: Int32, complaints: String)
    /// It could not be started or watched.
    case broken(program: String, reason: String)
}

extension CommandError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let program): "The program \(program) is not installed."
        case .timedOut(let program, let time): "\(program) did not end within \(time)."
        case .tooMuchOutput(let program): "\(program) wrote more than it may."
        case .failed(let program, let status, let complaints): "\(program) failed with status \(status): \(complaints)"
        case .broken(let program, let reason): "\(program) could not be run: \(reason)"
        }
    }
}
