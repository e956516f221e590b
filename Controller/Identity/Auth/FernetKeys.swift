public import Core
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// The keys that seal tokens, replaced by age without an operator.
///
/// Theory of operation: the directory is the truth, the keys in memory are a copy that is made anew every minute. At a
/// rotation the staged key (0), which every process that shares the directory has already read, becomes the primary one, and
/// a new key is staged; so a process that has not seen the rotation yet can open what the others seal. A key that is no
/// longer primary is kept as long as something that it sealed may still be asked for (the lifetime of a token and the window
/// in which a service may look at an expired one), then its file goes.
///
/// Killed between the two writes of a rotation, the staged key is the primary one too; the next look stages a new one.
public final class FernetKeys: ServiceLifecycle.Service {
    /// How long after its expiry a service may still validate a token, for what it began while the token was valid.
    public static let expiredWindow = Duration.seconds(172_800)
    private static let lookEvery = Duration.seconds(60)

    /// Never empty: the primary key, then those that it followed, the latest first, then the staged one.
    private let keys: Mutex<[FernetKey]>
    private let files: KeyFiles<FernetKey>
    private let overlap: Duration
    private let rotateEvery: Duration
    private let time: any TimeSource
    private let logger: Logger

    /// Reads the directory; makes it and its first keys if there are none.
    ///
    /// - Throws: `Fault` if it cannot be used: IDENTITY-KEY-MODE, IDENTITY-KEY, IDENTITY-KEY-READ, FILE-WRITE.
    public init(
        directory: String, tokenLifetime: Duration = .seconds(3600), rotateEvery: Duration = .seconds(86_400),
        time: any TimeSource = SystemTime(), logger: Logger
    ) throws {
        files = KeyFiles(directory: directory)
        overlap = tokenLifetime + Self.expiredWindow
        self.rotateEvery = rotateEvery
        self.time = time
        self.logger = logger
        keys = Mutex([])
        try maintain()
    }

    /// Looks at the directory every minute until the shutdown.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            while true {
                try await time.sleep(until: time.now + Self.lookEvery)
                maintainOrSay()
            }
        }
    }

    func seal(_ message: [UInt8], at time: Timestamp) throws -> String {
        try keys.withLock { $0[0] }.seal(message, at: time)
    }

    /// The message; nil if none of the keys has sealed it.
    func open(_ text: String) -> [UInt8]? {
        guard let bytes = Base64.decode(text) else { return nil }
        for key in keys.withLock({ $0 }) {
            if let message = key.open(bytes) { return message }
        }
        return nil
    }

    /// Does what is due: stages, rotates, removes. Then reads the keys again.
    func maintain() throws {
        let now = time.now
        let ring = try files.locked {
            try files.stage(now)
            if let primary = try files.rotate(now, every: rotateEvery) {
                logger.info("rotated the token keys", metadata: ["primary": "\(primary)"])
            }
            try removeOld(now)
            return try files.read()
        }
        let secondary = ring.dropFirst().reversed().map(\.key)
        keys.withLock { $0 = secondary + ring.prefix(1).map(\.key) }
    }

    private func maintainOrSay() {
        do {
            try maintain()
        } catch {
            logger.error("token keys cannot be looked after; the ones in memory stay in use", metadata: ["error": "\(error)"])
        }
    }

    /// A key stopped sealing when its successor began.
    private func removeOld(_ now: Timestamp) throws {
        let ring = try files.read().dropFirst()
        for (key, successor) in zip(ring, ring.dropFirst()) where now - successor.since >= overlap {
            try files.remove(number: key.number)
        }
    }
}
