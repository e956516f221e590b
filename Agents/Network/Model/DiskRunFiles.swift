import Glibc
import Netlink

/// Files below a directory of this host.
struct DiskRunFiles: RunFiles {
    let root: String

    func read(_ name: String) -> String? {
        let file = open(root + "/" + name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return Self.content(of: file)
    }

    private static func content(of file: Int32) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    func write(_ text: String, to name: String) throws -> Bool {
        if read(name) == text { return false }
        let path = root + "/" + name
        try makeDirectories(path)
        let file = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw Self.trouble("write", path) }
        let bytes = Array(text.utf8)
        let count = Glibc.write(file, bytes, bytes.count)
        close(file)
        guard count == bytes.count, rename(path + ".new", path) == 0 else { throw Self.trouble("write", path) }
        return true
    }

    private func makeDirectories(_ path: String) throws {
        var place = ""
        for part in path.split(separator: "/").dropLast() {
            place += "/" + part
            guard mkdir(place, 0o755) == 0 || errno == EEXIST else { throw Self.trouble("make", place) }
        }
    }

    func names(in directory: String) -> [String] { NamespaceDirectory(root + "/" + directory).names() }

    func removeDirectory(_ name: String) {
        for file in names(in: name) { unlink(root + "/" + name + "/" + file) }
        rmdir(root + "/" + name)
    }

    func remove(_ name: String) { unlink(root + "/" + name) }

    private static func trouble(_ verb: String, _ path: String) -> Trouble {
        Trouble(
            "NET-FILES", "Cannot \(verb) \(path): \(String(cString: strerror(errno))).",
            hint: "Check that /run has space and that the agent runs as root.", passesElsewhere: true)
    }
}
