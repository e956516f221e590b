import Core
import HTTPTypes
import Testing

@testable import Identity

@Suite struct TOTPTests {
    private static let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    /// RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func followsTheStandard(seconds: Int64, code: String) {
        #expect(TOTP.code(Array("12345678901234567890".utf8), step: seconds / 30) == code)
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        #expect(TOTP.step(of: code, secret: secret, now: Timestamp(seconds: seconds)) == seconds / 30)
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("MY======", "f"), ("MZXQ====", "fo"), ("MZXW6===", "foo"), ("MZXW6YQ=", "foob"), ("MZXW6YTB", "fooba"),
        ("MZXW6YTBOI======", "foobar"), ("mzxw6ytboi", "foobar"),
    ])
    func readsBase32(text: String, bytes: String) {
        #expect(Base32.decode(text) == Array(bytes.utf8))
    }

    @Test(arguments: ["1", "MZXW6YT!", "M=ZX", "ü"]) func refusesOtherText(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    // MARK: Signing in

    private static func enrol(_ cloud: AuthCloud, _ secret: String = secret) async throws {
        let body: JSON = [
            "credential": ["user_id": .string(cloud.alice.id.string), "type": "totp", "blob": .string(secret)]
        ]
        #expect(try await cloud.post("/v3/credentials", body, as: try await cloud.adminToken()).status == .created)
    }

    /// The code that alice's device shows so many steps from now.
    private static func code(_ cloud: AuthCloud, step: Int64 = 0, _ secret: String = secret) throws -> String {
        TOTP.code(try #require(Base32.decode(secret)), step: cloud.time.now.seconds / 30 + step)
    }

    private static func login(_ cloud: AuthCloud, _ code: JSON?, methods: JSON = ["totp"], password: String? = nil) -> JSON {
        var user: [String: JSON] = ["id": .string(cloud.alice.id.string)]
        user["passcode"] = code
        var identity: [String: JSON] = ["methods": methods, "totp": ["user": .object(user)]]
        if let password { identity["password"] = ["user": cloud.user(cloud.alice, password: password)] }
        return ["auth": ["identity": .object(identity)]]
    }

    @Test func signsIn() async throws {
        let cloud = try await AuthCloud()
        try await Self.enrol(cloud)
        let answer = try await cloud.issue(Self.login(cloud, .string(try Self.code(cloud))))
        #expect(answer.status == .created)
        #expect(answer.token["methods"] == ["totp"])
        #expect(answer.token["user"]?["id"]?.string == cloud.alice.id.string)
        #expect(try await cloud.use(answer.subject) == .ok)
    }

    @Test func takesTheStepBefore() async throws {
        for (step, status) in [(-2, 401), (-1, 201), (0, 201), (1, 401)] as [(Int64, Int)] {
            let cloud = try await AuthCloud()
            try await Self.enrol(cloud)
            let answer = try await cloud.issue(Self.login(cloud, .string(try Self.code(cloud, step: step))))
            #expect(answer.status.code == status, "\(step)")
        }
    }

    /// Whoever has read a code over somebody's shoulder can do nothing with it.
    @Test func takesNoCodeTwice() async throws {
        let cloud = try await AuthCloud()
        try await Self.enrol(cloud)
        let (before, now) = (try Self.code(cloud, step: -1), try Self.code(cloud))
        #expect(try await cloud.issue(Self.login(cloud, .string(now))).status == .created)
        for code in [now, before] {
            let answer = try await cloud.issue(Self.login(cloud, .string(code)))
            #expect(answer.status == .unauthorized)
            #expect(answer.message == "Invalid username or TOTP passcode")
        }
        cloud.time.advance(by: .seconds(30))
        #expect(try await cloud.issue(Self.login(cloud, .string(try Self.code(cloud)))).status == .created)
    }

    /// Many at the same time with one code: one gets in.
    @Test func countsExactly() async throws {
        let cloud = try await AuthCloud()
        try await Self.enrol(cloud)
        let body = Self.login(cloud, .string(try Self.code(cloud)))
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await cloud.issue(body).status.code } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == 201 } == 1)
        #expect(codes.count { $0 == 401 } == 7)
    }

    @Test func refuses() async throws {
        let cloud = try await AuthCloud()
        try await Self.enrol(cloud, "not base 32!")
        let code: JSON = .string(try Self.code(cloud))
        #expect(try await cloud.issue(Self.login(cloud, code)).status == .unauthorized)
        try await Self.enrol(cloud)
        let wrong: [JSON?] = [nil, "", "000000", "12345", "1234567", "١٢٣٤٥٦"]
        for code in wrong { #expect(try await cloud.issue(Self.login(cloud, code)).status == .unauthorized) }
        #expect(try await cloud.issue(Self.login(cloud, 123456)).status == .badRequest)
        let bodies: [JSON] = [[:], ["user": [:]], ["user": ["name": "alice", "passcode": code]]]
        for body in bodies {
            let answer = try await cloud.issue(["auth": ["identity": ["methods": ["totp"], "totp": body]]])
            #expect(answer.status == .badRequest, "\(body.text)")
        }
        let nobody: JSON = ["user": ["id": "nobody", "passcode": code]]
        let answer = try await cloud.issue(["auth": ["identity": ["methods": ["totp"], "totp": nobody]]])
        #expect(answer.status == .unauthorized)
    }

    /// With a wrong password the code is not used up: nobody can lock somebody else out with it.
    @Test func goesWithAPassword() async throws {
        let cloud = try await AuthCloud()
        try await Self.enrol(cloud)
        let code: JSON = .string(try Self.code(cloud))
        let both: JSON = ["password", "totp"]
        let wrong = Self.login(cloud, code, methods: both, password: "wrong")
        #expect(try await cloud.issue(wrong).status == .unauthorized)
        let answer = try await cloud.issue(Self.login(cloud, code, methods: both, password: AuthCloud.password))
        #expect(answer.status == .created)
        #expect(answer.token["methods"] == ["password", "totp"])
    }
}
