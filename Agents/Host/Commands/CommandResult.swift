/// What a program left when it ended.
public struct CommandResult: Sendable, Equatable {
    /// Its exit status; 128 + the signal's number where a signal ended it, as a shell would say.
    public var status: Int32
    public var output: [UInt8]
    /// Its standard error.
    public var complaints: String

    public init(status: Int32, output: [UInt8] = [], complaints: String = "") {
        self.status = status
        self.output = output
        self.complaints = complaints
    }

    public var text: String { String(decoding: output, as: UTF8.self) }
}
