internal import Catalog
public import Core
internal import Store
public import Web

/// Issues, validates and revokes tokens.
///
/// Theory of operation: a token is a sealed statement of who proved what for which scope; no token is stored. Whether it
/// still holds is decided by the rows of the users, projects, roles and revocations at the moment when it is used. The
/// answer is remembered per text of a token until one of those rows changes, so that the common request neither decrypts
/// nor reads anything.
public final class Tokens: Authenticator {
    let store: Store
    let keys: FernetKeys
    let sealing: SealingKeys
    let passwords: Passwords
    let catalog: Catalog
    let lifetime: Duration
    private let cache = TokenCache()

    init(
        store: Store, catalog: Catalog, keys: FernetKeys, sealing: SealingKeys, passwords: Passwords, lifetime: Duration
    ) {
        self.store = store
        self.catalog = catalog
        self.keys = keys
        self.sealing = sealing
        self.passwords = passwords
        self.lifetime = lifetime
    }

    public func caller(token: String, now: Timestamp) async throws -> Caller? {
        try await validate(token, now: now)?.caller
    }

    /// - Parameter window: how long after its expiry the token is still of interest.
    /// - Returns: nil for a token that is not valid.
    func validate(_ text: String, now: Timestamp, window: Duration = .zero) async throws -> Token? {
        let revision = store.revision(of: .identity)
        if let token = cache.token(text, revision: revision) {
            return now < token.payload.expiresAt + window ? token : nil
        }
        guard let payload = keys.open(text).flatMap({ TokenPayload($0) }), now < payload.expiresAt + window,
            let token = try await store.read({ try Token(payload, $0) })
        else { return nil }
        cache.insert(token, for: text, revision: revision)
        return token
    }

    /// Seals a payload, and remembers how the new token is shown. All that it takes is read in one snapshot.
    ///
    /// - Parameters:
    ///   - hasCatalog: as the client will want to see it.
    ///   - payload: nil if there is to be no token.
    /// - Returns: nil also if the token would not be valid.
    func issue(
        hasCatalog: Bool, _ payload: @Sendable (Snapshot) throws -> TokenPayload?
    ) async throws -> (text: String, token: Token)? {
        let revision = store.revision(of: .identity)
        let found = try await store.read { [catalog] s -> (token: Token, entries: [CatalogEntry]?)? in
            guard let payload = try payload(s), let token = try Token(payload, s) else { return nil }
            let shows = hasCatalog && payload.scope != .unscoped
            return (token, shows ? try Self.entries(s, catalog, token.caller) : nil)
        }
        guard let (token, entries) = found else { return nil }
        let text = try keys.seal(try token.payload.encoded(), at: token.payload.issuedAt)
        cache.insert(token, for: text, revision: revision)
        cache.insert(
            TokenDocument.bytes(token, catalog: entries), for: .init(token: text, hasCatalog: entries != nil), revision: revision)
        return (text, token)
    }

    func revoke(_ token: Token, now: Timestamp) async throws {
        try await store.write { try Revocations.insert($0, token.payload, now: now) }
    }

    /// The body that shows a token.
    func document(_ token: Token, text: String, hasCatalog: Bool) async throws -> [UInt8] {
        let hasCatalog = hasCatalog && token.payload.scope != .unscoped
        let key = TokenCache.Document(token: text, hasCatalog: hasCatalog)
        let revision = store.revision(of: .identity)
        if let bytes = cache.document(key, revision: revision) { return bytes }
        let entries = hasCatalog ? try await catalogEntries(token.caller) : nil
        let bytes = TokenDocument.bytes(token, catalog: entries)
        cache.insert(bytes, for: key, revision: revision)
        return bytes
    }

    func catalogEntries(_ caller: Caller) async throws -> [CatalogEntry] {
        try await store.read { [catalog] in try Self.entries($0, catalog, caller) }
    }

    private static func entries(_ s: Snapshot, _ catalog: Catalog, _ caller: Caller) throws -> [CatalogEntry] {
        let chosen = try ProjectEndpoints.chosen(s, for: caller.projectID)
        return try catalog.entries(s, projectID: caller.projectID, userID: caller.userID, chosen: chosen)
    }
}
