/// One call of a program of the host: its name and each argument as the program will see it. No shell ever reads it.
public struct Command: Sendable, Equatable, CustomStringConvertible {
    /// A name that is looked up in `CommandLimits.path`, never a path.
    public var program: String
    public var arguments: [String]
    /// What it reads from its standard input.
    public var input: [UInt8]
    public var limits: CommandLimits

    public init(_ program: String, _ arguments: [String], input: [UInt8] = [], limits: CommandLimits = CommandLimits()) {
        self.program = program
        self.arguments = arguments
        self.input = input
        self.limits = limits
    }

    /// As a person would read it in a log; not for running.
    public var description: String { ([program] + arguments).joined(separator: " ") }
}
