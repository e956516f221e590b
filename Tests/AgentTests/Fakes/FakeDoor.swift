import AgentRuntime
import Synchronization

/// A controller that answers enrolment as it is told.
final class FakeDoor: EnrolmentDoor {
    struct Closed: Error {}

    private let authority: DoorReply?
    private let answer: DoorReply?
    private let counts = Mutex((gets: 0, posts: 0))

    init(authority: DoorReply?, answer: DoorReply? = nil) {
        self.authority = authority
        self.answer = answer
    }

    var gets: Int { counts.withLock { $0.gets } }
    var posts: Int { counts.withLock { $0.posts } }

    func getUnverified(_ url: String) async throws -> DoorReply {
        counts.withLock { $0.gets += 1 }
        guard let authority else { throw Closed() }
        return authority
    }

    func post(_ url: String, json: [UInt8], authority: String) async throws -> DoorReply {
        counts.withLock { $0.posts += 1 }
        guard let answer else { throw Closed() }
        return answer
    }

    /// Made with openssl; its key is lost.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS+gAwIBAgIUFc2wGez/cNnVL8P+gr0LcslZdtAwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMTY1NjQxWhgPMjEy
        NjEwMjkxNjU2NDFaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEhM3Cb60OjpYWR3vSt3SKZB/uTPnvXxCMYnRsfDzo
        GivJm5/N+LkQcFc1cUhNERoOCGH4jJe7dourKVVQ6kfKMqNTMFEwHQYDVR0OBBYE
        FBQBw9gCepO0ZLMVjfueGURDUWpWMB8GA1UdIwQYMBaAFBQBw9gCepO0ZLMVjfue
        GURDUWpWMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgAipJvP0s
        Xdo3Kz8GzmPbSuwW5AoIogFhA/NqhVHdan8CIQCW59Fj0Lg77EdprnTT2M6A7dSF
        HHKUVWHvyOqAJjOhqQ==
        -----END CERTIFICATE-----

        """

    static let fingerprint = "1554321c3e4d2060037121d87c0038ed550291ffc9ad80e355d6cb6fc7feb0d0"
}
