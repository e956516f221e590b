import Core
import Glibc

/// A cloud's state in one tar file.
///
/// Theory of operation. The database is copied by the controller's program in one consistent moment and checked; everything
/// else is small files that are replaced whole. The archive is made beside its target and renamed when it is flushed, so that
/// there is never half a backup under its name. A restore unpacks beside the state directory, checks, and swaps by rename.
struct Archive: Sendable {
    private static let members = ["ca", "tls", "keys", "policy"]
    /// What a cloud may do without: the settings of identity providers.
    private static let options = ["federation"]

    let directory: StateDirectory

    /// Where the state that a restore replaced is kept.
    var previous: String { directory.path + ".before-restore" }

    /// Returns the size in bytes.
    func write(to path: String) async throws -> UInt64 {
        guard Machine.exists(directory.configuration) else {
            throw Fault(
                .notFound, code: "STATE-MISSING", "There is no cloud in \(directory.path)",
                hint: "Name its directory with --state.")
        }
        let stage = "\(directory.runDirectory)/backup.\(getpid())"
        try StateDirectory.makeDirectories(stage, mode: 0o700)
        let temporary = path + ".part"
        do {
            try await Run.successfully(
                [Programs.controller, "snapshot", "--config", directory.configuration, "--to", "\(stage)/apus.db"],
                code: "BACKUP-DATABASE")
            try copy(directory.configuration, to: "\(stage)/controller.yaml")
            try copy(LocalCloud.path(directory), to: "\(stage)/local.yaml")
            try await pack(stage, into: temporary)
            try await removeTree(stage)
        } catch {
            try await removeTree(stage)
            unlink(temporary)
            throw error
        }
        return try publish(temporary, as: path)
    }

    func restore(from path: String) async throws {
        let stage = directory.path + ".restoring"
        try await removeTree(stage)
        try StateDirectory.makeDirectories(stage, mode: 0o700)
        do {
            try await Run.successfully(["/bin/tar", "-xf", path, "-C", stage, "--no-same-owner"], code: "RESTORE-UNREADABLE")
            try await verify(stage, path)
            try await Run.successfully([Programs.controller, "renumber", "\(stage)/apus.db"], code: "RESTORE-DATABASE")
            try StateDirectory(stage).create()
        } catch {
            try await removeTree(stage)
            throw error
        }
        try await swap(stage)
    }

    private func verify(_ stage: String, _ path: String) async throws {
        for name in Self.members + ["apus.db", "controller.yaml"] where !Machine.exists("\(stage)/\(name)") {
            throw Fault(
                .conflict, code: "RESTORE-INCOMPLETE", "\(path) lacks \(name)", hint: "Nothing was changed. Use another backup.")
        }
        _ = try ControllerConfig.load("\(stage)/controller.yaml")
        try await Run.successfully([Programs.controller, "verify", "\(stage)/apus.db"], code: "RESTORE-DAMAGED")
    }

    /// The configuration of the machine's own cloud lives outside the state directory.
    private func swap(_ stage: String) async throws {
        if directory.isStandard {
            try StateDirectory.makeDirectories("/etc/apus", mode: 0o755)
            try copy("\(stage)/controller.yaml", to: directory.configuration, mode: 0o644)
            unlink("\(stage)/controller.yaml")
        }
        // The local agent's identity belongs to this machine, not to the backup.
        let agent = AgentFiles(directory).path
        try await removeTree(previous)
        if Machine.exists(directory.path) { try move(directory.path, to: previous) }
        try move(stage, to: directory.path)
        try await keepImages()
        guard !directory.isStandard else { return }
        for (name, target) in [("agent", agent), ("clouds.yaml", "\(directory.path)/clouds.yaml")] {
            let kept = "\(previous)/\(name)"
            if Machine.exists(kept) { try move(kept, to: target) }
        }
    }

    /// The files of images are not in a backup, because of their size: those that are here stay. They are linked, not moved, so that
    /// the replaced state keeps them, too, whatever the restored one removes as unknown to it.
    private func keepImages() async throws {
        let kept = "\(previous)/images"
        guard Machine.exists(kept) else { return }
        try await Run.successfully(["/bin/cp", "-al", kept + "/.", directory.images], code: "RESTORE-IMAGES")
    }

    private func pack(_ stage: String, into path: String) async throws {
        let old = umask(0o077)
        defer { umask(old) }
        let present = (Self.members + Self.options).filter { Machine.exists("\(directory.path)/\($0)") }
        let staged = Machine.names(in: stage)
        try await Run.successfully(
            ["/bin/tar", "-cf", path, "-C", stage] + staged + ["-C", directory.path] + present, code: "BACKUP-TAR")
    }

    private func publish(_ temporary: String, as path: String) throws -> UInt64 {
        let file = open(temporary, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failed(path) }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        guard fchmod(file, 0o600) == 0, fsync(file) == 0, rename(temporary, path) == 0 else { throw failed(path) }
        return UInt64(size)
    }

    private func failed(_ path: String) -> Fault {
        Fault(.internalError, code: "BACKUP-WRITE", "\(path) cannot be written: \(Errno.last.text)")
    }

    private func copy(_ source: String, to target: String, mode: mode_t = 0o600) throws {
        if let bytes = try DurableFile.read(source) { try DurableFile.write(bytes, to: target, mode: mode) }
    }

    private func move(_ source: String, to target: String) throws {
        guard rename(source, target) == 0 else {
            throw Fault(.internalError, code: "RESTORE-MOVE", "\(source) cannot become \(target): \(Errno.last.text)")
        }
    }

    private func removeTree(_ path: String) async throws {
        try await Run.successfully(["/bin/rm", "-rf", path], code: "FILE-REMOVE")
    }
}
