import Core
import Glibc

/// Can only the owner read what is secret, and is there room on the disk?
enum FileCheck {
    static func modes(_ directory: StateDirectory, cloudsFile: String?) -> [Finding] {
        let agent = AgentFiles(directory)
        let rings = [directory.fernetKeys, directory.sealingKeys]
        let keys = rings.flatMap { ring in Machine.names(in: ring).map { "\(ring)/\($0)" } }
        let paths = [directory.path, directory.caKey, directory.serverKey, agent.key] + rings + keys
        let open = (paths + (cloudsFile.map { [$0] } ?? [])).compactMap { path in
            FileStatus(path).flatMap { judge(path, permissions: $0.permissions, isDirectory: $0.isDirectory) }
        }
        return open.isEmpty ? [.good("Key files", "readable by their owner only")] : open
    }

    /// nil if all is well.
    static func judge(_ path: String, permissions: mode_t, isDirectory: Bool) -> Finding? {
        guard permissions & 0o077 != 0 else { return nil }
        return .bad(
            "Key files", "KEY-MODE", "\(path) is open to others (mode \(String(permissions, radix: 8)))",
            "chmod \(isDirectory ? "700" : "600") \(path)")
    }

    static func disk(_ path: String) -> Finding {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return .bad("Disk", "DISK-UNKNOWN", "\(path): \(Errno.last.text)", "Check that the file system is mounted.")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let size = UInt64(status.f_blocks) * UInt64(status.f_frsize)
        return judgeDisk(path, free: free, size: size)
    }

    static func judgeDisk(_ path: String, free: UInt64, size: UInt64) -> Finding {
        let text = "\(Figures.size(free)) of \(Figures.size(size)) free at \(path)"
        let remedy = "Make room on the file system of \(path): old logs in its log/, old backups, or a larger disk."
        if free < 64 << 20 { return .bad("Disk", "DISK-FULL", text, remedy) }
        if free < 1 << 30 || free < size / 50 { return .warning("Disk", "DISK-LOW", text, remedy) }
        return .good("Disk", text)
    }
}
