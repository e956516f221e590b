public import Core
import Glibc
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps a ``PolicyEngine`` at what the files of a directory say, without a restart.
///
/// The files are the truth: every `*.yaml`, `*.yml` and `*.json` in the directory, in alphabetical order, all together. Their
/// names, sizes and times are looked at every two seconds; when anything differs, all of them are read and given to the
/// engine at once. If one is wrong, the rules that were valid last stay, the log says what is wrong where, and ``fault``
/// keeps it until the files are right. No directory is the same as an empty one: the defaults.
public final class PolicyDirectory: Service {
    private struct State {
        var seen: [Stamp]?
        var fault: Fault?
    }

    /// What changes when somebody writes or replaces a file.
    private struct Stamp: Equatable {
        let path: String
        let status: FileStatus
    }

    private static let interval = Duration.seconds(2)

    private let path: String
    private let engine: PolicyEngine
    private let time: any TimeSource
    private let logger: Logger
    private let state = Mutex(State())

    public init(path: String, engine: PolicyEngine, time: any TimeSource = SystemTime(), logger: Logger) {
        self.path = path
        self.engine = engine
        self.time = time
        self.logger = logger
    }

    /// What is wrong with the files now; nil while the engine follows them.
    public var fault: Fault? { state.withLock { $0.fault } }

    /// Reads the files. A controller calls it before it serves, and refuses to start on a fault: the defaults may allow what
    /// the operator has forbidden.
    public func load() throws {
        let stamps = stamps()
        do {
            try engine.load(overrides: try stamps.compactMap { stamp in try text(stamp.path).map { (stamp.path, $0) } })
            state.withLock { $0 = State(seen: stamps) }
        } catch {
            let fault = error as? Fault ?? Fault(.internalError, code: "POLICY-UNREADABLE", "\(error)", cause: error)
            state.withLock { $0 = State(seen: stamps, fault: fault) }
            throw fault
        }
    }

    /// Loads again whenever the files have changed, until the task is cancelled or the controller shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
    }

    private func follow() async {
        while !Task.isCancelled {
            if stamps() != state.withLock({ $0.seen }) { reload() }
            do { try await time.sleep(until: time.now + Self.interval) } catch { return }
        }
    }

    private func reload() {
        do {
            try load()
            logger.notice("policy loaded", metadata: ["directory": "\(path)"])
        } catch {
            logger.error("policy refused, the last valid rules stay", metadata: ["directory": "\(path)", "reason": "\(error)"])
        }
    }

    /// Nil if the file has just gone away; the next look sees that.
    private func text(_ path: String) throws -> String? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(.badRequest, code: "POLICY-INVALID", "\(path): the file is not UTF-8.")
        }
        return text
    }

    private func stamps() -> [Stamp] {
        fileNames().sorted().compactMap { name in
            let path = "\(path)/\(name)"
            guard let status = FileStatus(path), status.isRegularFile else { return nil }
            return Stamp(path: path, status: status)
        }
    }

    private func fileNames() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            let isPolicy = [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } && !name.hasPrefix(".")
            if isPolicy { names.append(name) }
        }
        return names
    }
}
