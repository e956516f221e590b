import AgentRuntime
import Glibc

/// What a guest's serial console has printed. virtlogd keeps it below a size: older text moves to `.0`, `.1` …
struct ConsoleLog: Sendable {
    let path: String
    private static let piece = 1 << 16

    /// Sends the newest `bytes` of what is kept; all of it for 0.
    func tail(_ bytes: UInt64, _ send: @Sendable ([UInt8]) async throws -> Void) async throws {
        var missing = bytes == 0 ? UInt64.max : bytes
        var parts: [(path: String, from: UInt64)] = []
        for path in try await files() where missing > 0 {
            guard let size = Files.size(path) else { continue }
            parts.append((path, size - min(size, missing)))
            missing -= min(size, missing)
        }
        for part in parts.reversed() { try await copy(part.path, from: part.from, send) }
    }

    /// Newest first.
    private func files() async throws -> [String] {
        try await DiskWork.run { [path] in
            let older = (0..<16).map { "\(path).\($0)" }.prefix { Files.exists($0) }
            return [path] + older
        }
    }

    private func copy(_ path: String, from offset: UInt64, _ send: @Sendable ([UInt8]) async throws -> Void) async throws {
        var offset = offset
        while true {
            let bytes = try await DiskWork.run { [offset] in try Self.read(path, at: offset) }
            if bytes.isEmpty { return }
            try await send(bytes)
            offset += UInt64(bytes.count)
        }
    }

    /// Opened for each piece: the file may be moved away meanwhile, and nothing has to be closed.
    private static func read(_ path: String, at offset: UInt64) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return [] }
            throw FileError("read", path)
        }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: piece)
        let count = pread(file, &buffer, buffer.count, off_t(clamping: offset))
        guard count >= 0 else { throw FileError("read", path) }
        return Array(buffer.prefix(count))
    }
}
