internal import Synchronization

/// The tokens, and the documents that show them, that were asked for lately.
///
/// What is in here was true at one revision of the identity and catalog rows. Any commit that touches these ends the
/// revision, and the cache is empty again: a disabled user or a lost role takes effect with the next request.
final class TokenCache: Sendable {
    fileprivate struct State {
        var revision: UInt64 = 0
        var tokens = GenerationalCache<String, Token>(capacity: 8192)
        /// Cost: bytes.
        var documents = GenerationalCache<Document, [UInt8]>(capacity: 8 << 20)
    }

    struct Document: Hashable, Sendable {
        let token: String
        let hasCatalog: Bool
    }

    private let state = Mutex(State())

    func token(_ text: String, revision: UInt64) -> Token? {
        state.withLock { $0.enter(revision) ? $0.tokens.value(text) : nil }
    }

    func document(_ document: Document, revision: UInt64) -> [UInt8]? {
        state.withLock { $0.enter(revision) ? $0.documents.value(document) : nil }
    }

    /// - Parameter revision: read before the database was.
    func insert(_ token: Token, for text: String, revision: UInt64) {
        state.withLock { state in
            if state.enter(revision) { state.tokens.insert(token, for: text) }
        }
    }

    func insert(_ bytes: [UInt8], for document: Document, revision: UInt64) {
        state.withLock { state in
            if state.enter(revision) { state.documents.insert(bytes, for: document, cost: bytes.count) }
        }
    }
}

extension TokenCache.State {
    /// False for a revision that is over.
    fileprivate mutating func enter(_ revision: UInt64) -> Bool {
        if revision > self.revision {
            self.revision = revision
            tokens.removeAll()
            documents.removeAll()
        }
        return revision == self.revision
    }
}
