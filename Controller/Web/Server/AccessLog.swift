import Core
import Glibc
import HTTPTypes
public import ServiceLifecycle
import Synchronization

/// The access log: one JSON object per request and line. Never the query, which may carry secrets, and never a token.
///
/// Lines are gathered and written several times a second, so that a request does not wait for the file; what was gathered
/// last is lost if the process is killed.
public final class AccessLog: Service {
    private static let interval = Duration.milliseconds(200)
    private static let pressure = 1 << 16

    private let descriptor: Int32
    private let pending = Mutex<[UInt8]>([])

    /// Appends to the file, which is made readable for the owner and the group.
    public init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Fault(
                .internalError, code: "WEB-ACCESS-LOG", "The access log \(path) cannot be opened.",
                detail: String(cString: strerror(errno)))
        }
    }

    deinit {
        close(descriptor)
    }

    /// Writes until the shutdown, then what is left.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                self.flush()
            }
        }
        flush()
    }

    func write(_ record: AccessRecord, bytes: Int, duration: Duration) {
        let line = Self.line(record, bytes, duration)
        let isFull = pending.withLock { pending in
            pending.append(contentsOf: line)
            pending.append(UInt8(ascii: "\n"))
            return pending.count >= Self.pressure
        }
        if isFull { flush() }
    }

    private static func line(_ record: AccessRecord, _ bytes: Int, _ duration: Duration) -> [UInt8] {
        let visit = record.visit
        return JSONWriter.bytes { writer in
            writer.object { w in
                w.field("time", visit.now.iso8601())
                w.field("request_id", visit.id)
                if let globalID = visit.globalID { w.field("global_request_id", globalID) }
                w.field("remote", visit.origin?.remoteAddress)
                w.field("method", visit.head.method.rawValue)
                w.field("path", visit.path)
                w.field("status", record.status)
                w.field("bytes", bytes)
                w.field("microseconds", duration.microseconds)
                w.field("user_id", visit.caller?.userID.string)
                w.field("project_id", visit.caller?.projectID?.string)
                w.field("service", visit.api?.name)
                w.field("route", visit.endpoint?.path)
                w.field("user_agent", visit.head.headerFields[.userAgent])
            }
        }
    }

    /// Holds the lock while it writes: lines stay in order, and a disk that is too slow slows the requests down rather than
    /// fill the memory.
    func flush() {
        pending.withLock { pending in
            var rest = pending[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            pending.removeAll(keepingCapacity: true)
        }
    }
}
