internal import Core
internal import FoundationEssentials
internal import Glibc

/// A directory of keys of one kind: one file each, named by its number. 0 is the key that will be primary next; the highest
/// number is the primary key; the others only open what they sealed while they were primary.
///
/// The time stamp of a file is when its key became what it is. Whoever changes the directory holds its lock, so that several
/// processes can share it.
struct KeyFiles<Key: FiledKey>: Sendable {
    struct File: Equatable {
        let number: Int
        let key: Key
        let since: Timestamp
    }

    let directory: String

    /// Runs `body` while no other process changes the directory.
    func locked<T>(_ body: () throws -> T) throws -> T {
        try StateDirectory.makeDirectories(directory, mode: 0o700)
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(directory, Errno.last) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw unreadable(directory, Errno.last) }
        }
        return try body()
    }

    /// All keys by number.
    ///
    /// - Throws: `Fault` IDENTITY-KEY-MODE if others than the owner may read them, IDENTITY-KEY for what is no key.
    func read() throws -> [File] {
        _ = try privateStatus(directory)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try names.compactMap { Int($0) }.sorted().map(file)
    }

    func write(_ key: Key, number: Int, since: Timestamp) throws {
        let path = path(number)
        try DurableFile.write(Array(key.text.utf8), to: path, mode: 0o600)
        let time = timespec(tv_sec: Int(since.seconds), tv_nsec: Int(since.microseconds - since.seconds * 1_000_000) * 1000)
        utimensat(AT_FDCWD, path, [time, time], 0)
    }

    func remove(number: Int) throws {
        try DurableFile.remove(path(number))
    }

    private func path(_ number: Int) -> String { "\(directory)/\(number)" }

    private func file(_ number: Int) throws -> File {
        let path = path(number)
        let status = try privateStatus(path)
        let text = String(decoding: try DurableFile.read(path) ?? [], as: UTF8.self)
        guard let key = Key(text: String(text.prefix { $0 != "\n" })) else {
            throw Fault(
                .internalError, code: "IDENTITY-KEY", "\(path) is not a key: it must hold 44 characters of base64url",
                hint: Key.hintIfBroken)
        }
        return File(number: number, key: key, since: status.modified)
    }

    private func privateStatus(_ path: String) throws -> FileStatus {
        guard let status = FileStatus(path) else { throw unreadable(path, Errno.last) }
        guard !status.isOpenToOthers else {
            let mode = String(status.permissions & 0o777, radix: 8)
            let right = status.isDirectory ? "700" : "600"
            throw Fault(
                .internalError, code: "IDENTITY-KEY-MODE",
                "\(path) has mode \(mode): whoever reads a key can be anybody in this cloud", hint: "chmod \(right) \(path)"
            )
        }
        return status
    }

    private func unreadable(_ path: String, _ error: Errno) -> Fault {
        Fault(.internalError, code: "IDENTITY-KEY-READ", "\(path) cannot be used for keys: \(error.text)")
    }
}

// MARK: Rotation

extension KeyFiles {
    /// Makes the keys that a directory must have: the first pair, or a staged key where a rotation was cut short.
    func stage(_ now: Timestamp) throws {
        let ring = try read()
        if ring.last.map({ $0.number == 0 }) ?? true { try write(.random(), number: 1, since: now) }
        let primary = ring.last { $0.number > 0 }
        guard let staged = ring.first, staged.number == 0, staged.key != primary?.key else {
            return try write(.random(), number: 0, since: now)
        }
    }

    /// The staged key becomes the primary one if that is old enough, and a new one is staged.
    ///
    /// - Returns: the number of the new primary key; nil if it was not due.
    func rotate(_ now: Timestamp, every age: Duration) throws -> Int? {
        let ring = try read()
        guard let staged = ring.first, let primary = ring.last, now - primary.since >= age else { return nil }
        try write(staged.key, number: primary.number + 1, since: now)
        try write(.random(), number: 0, since: now)
        return primary.number + 1
    }
}
