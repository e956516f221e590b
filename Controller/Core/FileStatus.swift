public import Glibc

/// What the system knows of a file (stat(2)). Here once, because the C structure is seen through several modules, of which
/// only this room imports a single one.
public struct FileStatus: Sendable, Hashable {
    /// Permission bits, such as 0o600.
    public let permissions: mode_t
    public let size: Int64
    public let modified: Timestamp
    public let isDirectory: Bool
    public let isRegularFile: Bool
    /// Another one when the file has been replaced.
    public let inode: UInt64

    /// Follows symbolic links; nil when there is no such file or it cannot be reached.
    public init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of an open file.
    public init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        permissions = status.st_mode & 0o7777
        size = Int64(status.st_size)
        modified = Timestamp(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isRegularFile = status.st_mode & S_IFMT == S_IFREG
        inode = UInt64(status.st_ino)
    }

    /// Whether anybody but the owner has any right on it.
    public var isOpenToOthers: Bool { permissions & 0o077 != 0 }
}
