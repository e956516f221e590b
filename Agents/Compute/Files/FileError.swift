import Glibc

/// A call of the host's file system that failed.
struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    var verb: String
    var path: String
    /// errno
    var number: Int32

    init(_ verb: String, _ path: String, _ number: Int32 = errno) {
        self.verb = verb
        self.path = path
        self.number = number
    }

    var isNoSpace: Bool { number == ENOSPC || number == EDQUOT }
    var isMissing: Bool { number == ENOENT }

    var description: String { "Cannot \(verb) \(path): \(String(cString: strerror(number)))." }
}
