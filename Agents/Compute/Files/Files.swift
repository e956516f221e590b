import Glibc

/// The file system, in whole steps: what is renamed into place is on disk before. All of it may wait for the disk, so it is
/// called through `DiskWork`.
enum Files {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the directory with its parents. QEMU may run as another user, who must get through, but need not list.
    static func makeDirectory(_ path: String) throws {
        if mkdir(path, 0o711) == 0 { return try sync(parent(of: path)) }
        switch errno {
        case EEXIST: return
        case ENOENT where parent(of: path) != path:
            try makeDirectory(parent(of: path))
            try makeDirectory(path)
        default: throw FileError("create", path)
        }
    }

    static func rename(_ old: String, to new: String) throws {
        guard Glibc.rename(old, new) == 0 else { throw FileError("rename to", new) }
        try sync(parent(of: new))
    }

    /// A file or a directory with all that is in it; what is not there is fine.
    static func remove(_ path: String) throws {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw FileError("remove", path) }
        for name in try list(path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
    }

    /// The names in a directory; none where there is no directory.
    static func list(_ path: String) throws -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileError("list", path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes a file or a directory to disk.
    static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw FileError("sync", path) }
    }

    /// An empty file that reads as zeros, without taking its space.
    static func makeSparse(_ path: String, bytes: UInt64) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError("create", path) }
        defer { close(file) }
        guard ftruncate(file, off_t(clamping: bytes)) == 0 else { throw FileError("size", path) }
    }

    static func size(_ path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(clamping: status.st_size) : nil
    }

    /// Seconds since 1970.
    static func modified(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_mtim.tv_sec) : nil
    }

    /// Marks it as used now.
    static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

    /// What an unprivileged process may still write there.
    static func freeBytes(_ path: String) -> UInt64? {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : nil
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
