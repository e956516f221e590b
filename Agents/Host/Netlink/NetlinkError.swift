import Glibc

/// What the kernel said when it refused.
public struct NetlinkError: Error, Sendable, Equatable, CustomStringConvertible {
    /// As errno(3) counts.
    public var code: Int32
    /// What was asked for, for a person.
    public var what: String

    public init(code: Int32, what: String) {
        self.code = code
        self.what = what
    }

    static func last(_ what: String) -> NetlinkError { NetlinkError(code: errno, what: what) }

    /// What is to be removed is gone already.
    public var isMissing: Bool { [ENODEV, ENOENT, EADDRNOTAVAIL, ESRCH].contains(code) }
    /// What is to be made is there already.
    public var isPresent: Bool { code == EEXIST }
    /// The kernel has no such kind of device.
    public var isUnsupported: Bool { code == EOPNOTSUPP }

    public var description: String { "\(what): \(String(cString: strerror(code)))" }
}
