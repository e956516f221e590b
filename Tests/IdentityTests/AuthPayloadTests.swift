import Core
import Testing

@testable import Identity

@Suite struct AuthPayloadTests {
    private static let hex = "0123456789abcdef0123456789abcdef"
    private static let longest = hex + hex

    private static func payload(user: String, scope: TokenPayload.Scope, chain: Bool) -> TokenPayload {
        TokenPayload(
            userID: UserID(user), methods: [.password, .token], scope: scope,
            issuedAt: Timestamp(microseconds: 1_700_000_000_123_456), expiresAt: Timestamp(microseconds: 1_700_003_600_123_456),
            auditID: .random(), chainID: chain ? .random() : nil)
    }

    private static let scopes: [TokenPayload.Scope] = [
        .unscoped, .system, .project(ProjectID(hex)), .domain(DomainID("default")), .domain(DomainID(longest)),
        .project(ProjectID(longest)), .project(ProjectID("0123456789ABCDEF")), .project(ProjectID("abc")),
        .project(ProjectID("")), .applicationCredential(ApplicationCredentialID(hex)), .trust(TrustID(hex)),
        .access(OAuthAccessID(hex)),
    ]

    /// 64 characters are what upstream derives the ids of users of other directories to.
    @Test(arguments: [hex, longest, "admin"], scopes) func survivesTheTrip(user: String, scope: TokenPayload.Scope) throws {
        for chain in [false, true] {
            let payload = Self.payload(user: user, scope: scope, chain: chain)
            let bytes = try payload.encoded()
            #expect(TokenPayload(bytes) == payload)
            #expect(try FernetKey.random().seal(bytes, at: payload.issuedAt).utf8.count <= 255)
            for count in bytes.indices { #expect(TokenPayload(Array(bytes.prefix(count))) != payload) }
            #expect(TokenPayload(bytes + [0]) == nil)
            #expect(TokenPayload([2] + bytes.dropFirst()) == nil)
            #expect(TokenPayload(bytes.prefix(2) + [7] + bytes.dropFirst(3)) == nil)
        }
    }

    @Test func refusesIdsThatDoNotFit() {
        let id = String(repeating: "x", count: 65)
        #expect(throws: Fault.self) { try Self.payload(user: id, scope: .unscoped, chain: false).encoded() }
        #expect(TokenPayload([1, 1, 0, 65] + Array(id.utf8) + [UInt8](repeating: 0, count: 32)) == nil)
    }

    @Test func namesAudits() throws {
        let payload = Self.payload(user: "u", scope: .unscoped, chain: true)
        #expect(payload.auditIDs.map(\.count) == [22, 22])
        #expect(Set(payload.auditIDs).count == 2)
    }

    @Test func cacheForgetsTheLeastUsed() {
        var cache = GenerationalCache<Int, Int>(capacity: 4)
        for key in 0..<4 { cache.insert(key, for: key) }
        cache.insert(4, for: 4)
        #expect(cache.value(0) == 0)
        for key in 5..<8 { cache.insert(key, for: key) }
        #expect(cache.value(0) == 0)
        #expect(cache.value(1) == nil)
        for key in 0..<1000 { cache.insert(key, for: key) }
        #expect(cache.count <= 8)
        cache.insert(1, for: 1, cost: 100)
        #expect(cache.value(1) == 1)
        cache.removeAll()
        #expect(cache.value(1) == nil)
        #expect(cache.count == 0)
    }
}
