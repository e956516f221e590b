internal import Catalog
public import Core
public import Logging
public import ServiceLifecycle
public import Store
internal import Synchronization

/// The keys that seal the secrets in the database, replaced by age without an operator.
///
/// Theory of operation: as with the token keys, the directory is the truth, the keys in memory are a copy that is made anew
/// every minute, and the staged key (0), which every process that shares the directory has already read, becomes the primary
/// one. What older keys have sealed is then sealed again with the primary one, row by row; a key that no row needs any more
/// is kept for an hour, because another process may have sealed with it a moment ago, and then its file goes.
///
/// Killed anywhere in between, every row can be opened: a key's file is on disk before anything is sealed with it, and goes
/// after the last row that needs it.
public final class SealingKeys: ServiceLifecycle.Service {
    private static let lookEvery = Duration.seconds(60)
    private static let overlap = Duration.seconds(3600)

    /// Never empty: the primary key, then those that it followed, the latest first, then the staged one.
    private let keys: Mutex<[SealingKey]>
    private let files: KeyFiles<SealingKey>
    private let store: Store
    private let rotateEvery: Duration
    private let time: any TimeSource
    private let logger: Logger

    /// Reads the directory; makes it and its first keys if there are none.
    ///
    /// - Throws: `Fault` if it cannot be used: IDENTITY-KEY-MODE, IDENTITY-KEY, IDENTITY-KEY-READ, FILE-WRITE.
    public init(
        directory: String, store: Store, rotateEvery: Duration = .seconds(30 * 86_400), time: any TimeSource = SystemTime(),
        logger: Logger
    ) throws {
        files = KeyFiles(directory: directory)
        self.store = store
        self.rotateEvery = rotateEvery
        self.time = time
        self.logger = logger
        keys = Mutex([])
        try look()
    }

    /// Looks after keys and rows every minute until the shutdown.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            while true {
                try await time.sleep(until: time.now + Self.lookEvery)
                await maintainOrSay()
            }
        }
    }

    /// - Parameter place: what the secret belongs to; it can be opened only for that.
    func seal(_ secret: String, for place: String) throws -> Sealed {
        let primary = keys.withLock { $0[0] }
        return Sealed(text: try primary.seal(secret, for: place), keyID: primary.id)
    }

    /// - Throws: a 500 fault if the key is not here, or the row has been changed by somebody who has not the key.
    func open(_ sealed: Sealed, for place: String) throws -> String {
        if let secret = known(sealed.keyID)?.open(sealed.text, for: place) { return secret }
        // Another process may have a newer key.
        try look()
        guard let secret = known(sealed.keyID)?.open(sealed.text, for: place) else {
            throw Fault(
                .internalError, code: "IDENTITY-SEAL", "The credential cannot be read.",
                hint: "Restore the keys that belong to this database from a backup.",
                detail: "\(place) was sealed with the key \(sealed.keyID); the keys are in \(files.directory)")
        }
        return secret
    }

    /// Does what is due: rotates, seals again, removes.
    func maintain() async throws {
        try look()
        let primary = keys.withLock { $0[0].id }
        try await Credentials.sealAgain(store, self, unless: primary)
        try await SealedTable.sealAgain(store, self, unless: primary)
        try await removeUnused(primary)
    }

    private func known(_ id: String) -> SealingKey? {
        keys.withLock { $0.first { $0.id == id } }
    }

    private func look() throws {
        let now = time.now
        let ring = try files.locked {
            try files.stage(now)
            if let primary = try files.rotate(now, every: rotateEvery) {
                logger.info("rotated the sealing keys", metadata: ["primary": "\(primary)"])
            }
            return try files.read()
        }
        keys.withLock { $0 = ring.dropFirst().reversed().map(\.key) + ring.prefix(1).map(\.key) }
    }

    private func removeUnused(_ primary: String) async throws {
        let used = try await store.read { try Credentials.keyIDs($0).union(SealedTable.keyIDs($0)) }
        let now = time.now
        try files.locked {
            let ring = try files.read().dropFirst()
            for (old, successor) in zip(ring, ring.dropFirst())
            where now - successor.since >= Self.overlap && !used.contains(old.key.id) {
                try files.remove(number: old.number)
            }
        }
    }

    private func maintainOrSay() async {
        do {
            try await maintain()
        } catch {
            logger.error("sealing keys cannot be looked after; the ones in memory stay in use", metadata: ["error": "\(error)"])
        }
    }
}
