internal import Core
internal import Glibc
internal import NIOPosix
internal import Synchronization

/// Hashes and checks passwords without being in the way of anything else.
///
/// A hash keeps a processor busy for about a sixth of a second and holds 64 MiB. So hashes are made on a few threads of their
/// own, with less priority than all others (a nice value), and never on Swift's or the network's threads. Only so many
/// may wait: whoever comes when the queue is full is told to come again, instead of waiting until the client has given up.
public final class Passwords: Sendable {
    /// More bytes than this are no password (upstream's `max_password_length`).
    static let maximumLength = 4096
    private static let nice: Int32 = 10

    private let pool: NIOThreadPool
    private let cost: ScryptHash.Cost
    /// Waiting and running.
    private let pending = Mutex(0)
    private let maximumPending: Int
    /// What the password of nobody is compared with, so that it takes as long as that of somebody.
    private let nobody: ScryptHash

    /// - Parameters:
    ///   - threads: how many hashes are made at the same time, each in 64 MiB; nil for one per processor, at most four.
    ///   - queue: how many more may wait.
    public convenience init(threads: Int? = nil, queue: Int = 64) {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        self.init(threads: threads ?? min(4, max(1, processors)), queue: queue, cost: .standard)
    }

    init(threads: Int, queue: Int, cost: ScryptHash.Cost) {
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        self.cost = cost
        maximumPending = threads + queue
        nobody = ScryptHash.unmatchable(cost)
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// The text to keep for a new password.
    ///
    /// - Throws: a 403 fault if it is too long, 503 if too many others wait.
    public func hash(_ password: String) async throws -> String {
        guard password.utf8.count <= Self.maximumLength else {
            throw Fault(
                .forbidden, code: "IDENTITY-PASSWORD-LENGTH",
                "The password length must be less than or equal to \(Self.maximumLength). The server could not comply with the "
                    + "request because the password is invalid.")
        }
        return try await run { [cost] in try ScryptHash(password: password, cost: cost).text }
    }

    /// Tells whether this is the password that `hash` was made of. Without a hash the answer is no, and takes as long.
    ///
    /// - Throws: a 503 fault if too many others wait.
    public func verify(_ password: String, _ hash: String?) async throws -> Bool {
        let known = hash.flatMap { ScryptHash($0) }
        guard password.utf8.count <= Self.maximumLength else { return false }
        let candidate = known ?? nobody
        return try await run { try candidate.matches(password) } && known != nil
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let isFull = pending.withLock { pending in
            if pending < maximumPending { pending += 1 } else { return true }
            return false
        }
        if isFull { throw Self.busy }
        defer { pending.withLock { $0 -= 1 } }
        return try await pool.runIfActive {
            // On Linux this is the calling thread's own.
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.nice)
            return try body()
        }
    }

    private static let busy = Fault(
        .unavailable, code: "IDENTITY-PASSWORDS-BUSY", "Too many passwords are being checked; try again in a few seconds.",
        hint: "Ask for a token once and use it until it expires.")
}
