import Glibc

/// What the last system call of this thread failed with.
public struct Errno: Error, Sendable {
    public let number: Int32

    public static var last: Errno { Errno(number: errno) }

    /// The system's words, such as "Permission denied".
    public var text: String { String(cString: strerror(number)) }
}
