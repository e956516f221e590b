import CNetlink
import Dispatch
import Glibc

/// A network namespace (network_namespaces(7)), by the file that keeps it.
public struct NetworkNamespace: Sendable, Hashable, CustomStringConvertible {
    /// Nil for the one that this process lives in.
    public let path: String?

    public init(path: String?) { self.path = path }

    public static let own = NetworkNamespace(path: nil)

    public var description: String { path ?? "the host's own namespace" }

    /// Runs `body` on a thread of its own inside the namespace: what it opens belongs there, also afterwards, and what it waits
    /// for holds up nobody else. The thread ends with it, so that no other work can ever run in the wrong namespace.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let thread = OneShotThread {
                continuation.resume(
                    with: Result {
                        try self.enter()
                        return try body()
                    })
            }
            if let code = thread.start() {
                continuation.resume(throwing: NetlinkError(code: code, what: "start a thread"))
            }
        }
    }

    private func enter() throws {
        guard let path else { return }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw NetlinkError.last("open the namespace \(path)") }
        defer { close(file) }
        guard apus_enter_network(file) == 0 else { throw NetlinkError.last("enter the namespace \(path)") }
    }
}

/// A detached thread that does one thing and ends.
private final class OneShotThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// - Returns: why there is no thread; nil when it runs
    func start() -> Int32? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<OneShotThread>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard code != 0 else { return nil }
        box.release()
        return code
    }
}
