/// What a program may use. Beyond a limit it is killed with all that it has started.
public struct CommandLimits: Sendable, Equatable {
    /// Directories of Debian's programs; a caller's own PATH is never used.
    public static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    public var time: Duration
    /// Bytes of standard output.
    public var output: Int
    /// Bytes of address space (RLIMIT_AS); nil for no limit.
    public var addressSpace: Int?
    /// Seconds of processor time (RLIMIT_CPU); nil for no limit.
    public var processorSeconds: Int?
    /// Added to the niceness; 0 for none.
    public var niceness: Int

    public init(
        time: Duration = .seconds(30), output: Int = 1 << 20, addressSpace: Int? = nil, processorSeconds: Int? = nil,
        niceness: Int = 0
    ) {
        self.time = time
        self.output = output
        self.addressSpace = addressSpace
        self.processorSeconds = processorSeconds
        self.niceness = niceness
    }

    /// For a program that reads what a user has made, such as an image (getrlimit(2)).
    public static let hostileInput = CommandLimits(
        time: .seconds(60), addressSpace: 1 << 30, processorSeconds: 30, niceness: 10)
}
