import Glibc

/// Keeps the input that is being read in a file, and ends the process when one takes too long: what is left in the file is then
/// the finding, as it is after a trap.
struct Guard {
    /// Processor time for one input, in seconds: a debug build needs a hundredth of it.
    private static let patience = 5

    private let file: Int32

    init(_ path: String) throws {
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Finding("cannot write \(path)") }
    }

    func run(_ target: FuzzTarget, _ input: [UInt8]) throws {
        pwrite(file, input, input.count, 0)
        ftruncate(file, off_t(input.count))
        // The signal ends the process.
        var limit = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: Self.patience, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &limit, nil)
        try target.run(Array(input.prefix(target.limit)))
    }
}
