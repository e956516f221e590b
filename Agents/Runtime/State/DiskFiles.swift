import Glibc

/// The host's disk. A file is written beside its place, synced, renamed over it, and the directory synced: whoever reads it
/// after a crash finds the old or the new one, whole.
public struct DiskFiles: AgentFiles {
    public init() {}

    public func read(_ path: String) throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.fault("read", path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 { bytes.append(contentsOf: chunk[..<count]) } else if errno != EINTR { throw Self.fault("read", path) }
        }
    }

    public func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw Self.fault("write", path) }
        do {
            try Self.writeAll(bytes, to: file, path: path)
            guard fsync(file) == 0 else { throw Self.fault("sync", path) }
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        close(file)
        guard rename(temporary, path) == 0 else { throw Self.fault("rename", path) }
        try Self.syncDirectory(of: path)
    }

    public func makeDirectory(_ path: String) throws {
        // Others may pass through: guests' disks are below, and QEMU has a user of its own. Files keep their own secrets.
        let isNew = mkdir(path, 0o711) == 0
        guard isNew || errno == EEXIST else { throw Self.fault("create", path) }
        guard chmod(path, 0o711) == 0 else { throw Self.fault("protect", path) }
        if isNew { try Self.syncDirectory(of: path) }
    }

    public func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw Self.fault("remove", path) }
        try Self.syncDirectory(of: path)
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw fault("write", path) }
        }
    }

    /// Without this the rename itself can be lost in a power failure.
    private static func syncDirectory(of path: String) throws {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw fault("open", directory) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw fault("sync", directory) }
    }

    private static func fault(_ verb: String, _ path: String) -> AgentFault {
        let reason = String(cString: strerror(errno))
        return AgentFault(
            "AGENT-STATE", "Cannot \(verb) \(path): \(reason).",
            hint: "Check that the disk is mounted, has space, and that the agent runs as the owner of the state directory.")
    }
}
