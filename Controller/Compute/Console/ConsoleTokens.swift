import Core
import Crypto
import Synchronization

/// The keys to consoles that have been handed out, each for one server and a few minutes.
///
/// They live in this process: after a restart a client asks for a new one. Only their hashes are kept, so that whoever reads this
/// memory cannot use them.
public final class ConsoleTokens: Sendable {
    static let lifetime = Duration.seconds(600)

    enum Kind: String, Sendable {
        case screen
        case serial
    }

    struct Grant: Sendable {
        let server: ServerID
        let kind: Kind
        let expiresAt: Timestamp
    }

    private let grants = Mutex<[[UInt8]: Grant]>([:])

    public init() {}

    func make(_ server: ServerID, _ kind: Kind, now: Timestamp) -> String {
        var generator = SystemRandomNumberGenerator()
        let token = Base64.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let grant = Grant(server: server, kind: kind, expiresAt: now + Self.lifetime)
        grants.withLock { grants in
            grants = grants.filter { $0.value.expiresAt > now }
            grants[Self.key(token)] = grant
        }
        return token
    }

    /// The same token opens its console again until it expires: browsers reconnect.
    func grant(_ token: String, now: Timestamp) -> Grant? {
        grants.withLock { $0[Self.key(token)] }.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    private static func key(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}
