import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

@Suite struct EC2TokenTests {
    private struct Keys {
        let access: String
        let secret: String
    }

    private static func keys(_ cloud: AuthCloud, as token: String? = nil) async throws -> Keys {
        var token = token
        if token == nil { token = try await cloud.aliceToken() }
        let body: JSON = ["tenant_id": .string(cloud.shop.id.string)]
        let made = try await cloud.post("/v3/users/\(cloud.alice.id)/credentials/OS-EC2", body, as: token)
        #expect(made.status == .created, "\(made.json.text)")
        let key = made.json["credential"]
        return Keys(access: try #require(key?["access"]?.string), secret: try #require(key?["secret"]?.string))
    }

    /// A token of the role that services have.
    private static func service(_ cloud: AuthCloud) async throws -> String {
        let user = User(id: .randomHex(), name: "swift", domainID: cloud.admin.domainID)
        try await cloud.add(user)
        try await cloud.grant("service", to: user.id, on: .project(cloud.shop.id))
        return try await cloud.token(cloud.user(user), scope: ["project": ["id": .string(cloud.shop.id.string)]])
    }

    private static func request(_ keys: Keys, version: String, time: String? = nil) throws -> [String: JSON] {
        var members: [String: JSON] = [
            "access": .string(keys.access), "host": "nova:8773", "verb": "GET", "path": "/services/Cloud",
        ]
        var parameters: [String: JSON] = [
            "SignatureVersion": .string(version), "AWSAccessKeyId": .string(keys.access), "Action": "Describe é&=~",
        ]
        parameters["Timestamp"] = time.map { .string($0) }
        members["params"] = .object(parameters)
        return try sign(members, keys)
    }

    private static func sign(_ members: [String: JSON], _ keys: Keys) throws -> [String: JSON] {
        let request = try SignedRequest(JSONReader(["credentials": .object(members)]))
        return members.merging(["signature": .string(try #require(EC2Signature.of(request, secret: keys.secret)))]) { $1 }
    }

    private static func send(_ cloud: AuthCloud, _ members: [String: JSON], as token: String?) async throws -> AuthCloud.Answer {
        try await cloud.post("/v3/ec2tokens", ["credentials": .object(members)], as: token)
    }

    // MARK: Signatures

    /// The signatures are those of python-keystoneclient for the same request.
    @Test(arguments: [("1", "my7haO2/5u6365ddCR+qwRqDAuM="), ("2", "OXc4GXDD/2DRFvA0BqH+18s2I49r1+h1DXT7t3J/D+4=")])
    func signsAsOthersDo(version: String, signature: String) throws {
        let keys = Keys(access: "AKIA", secret: "a secret")
        let made = try Self.request(keys, version: version, time: "2023-11-14T22:13:20Z")
        #expect(made["signature"]?.string == signature)
    }

    /// AWS General Reference, "Signature version 4 test suite": get-vanilla-query-order-key-case.
    @Test func signsAsTheSuiteOfVersion4() throws {
        let scope = "20150830/us-east-1/service/aws4_request"
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope), SignedHeaders=host;x-amz-date, Signature=whatever"
        let request = try SignedRequest([
            "credentials": [
                "access": "AKIDEXAMPLE", "verb": "GET", "host": "example.amazonaws.com", "path": "/",
                "params": ["Param2": "value2", "Param1": "value1"],
                "headers": [
                    "Host": "example.amazonaws.com", "X-Amz-Date": "20150830T123600Z", "Authorization": .string(authorization),
                ],
                "body_hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ]
        ])
        let signature = EC2Signature.of(request, secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        #expect(signature == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
    }

    @Test(arguments: ["0", "3", "x"]) func knowsNoOtherVersion(version: String) throws {
        let request = try SignedRequest(
            ["credentials": ["access": "a", "params": ["SignatureVersion": .string(version)], "headers": [:]]])
        #expect(EC2Signature.of(request, secret: "x") == nil)
    }

    // MARK: Exchange

    @Test(arguments: ["1", "2"]) func tradesASignatureForAToken(version: String) async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let answer = try await Self.send(cloud, Self.request(keys, version: version), as: try await Self.service(cloud))
        #expect(answer.status == .ok, "\(answer.json.text)")
        #expect(answer.token["methods"] == ["ec2credential"])
        #expect(answer.token["user"]?["id"]?.string == cloud.alice.id.string)
        #expect(answer.token["project"]?["id"]?.string == cloud.shop.id.string)
        #expect(answer.token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
        #expect(answer.token["catalog"] != nil)
        #expect(try await cloud.use(answer.subject) == .ok)
    }

    /// Clients leave the port away when they sign, or don't.
    @Test func looksPastThePort() async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let service = try await Self.service(cloud)
        var members = try Self.request(keys, version: "2")
        members["host"] = "nova"
        members = try Self.sign(members, keys)
        members["host"] = "nova:8773"
        #expect(try await Self.send(cloud, members, as: service).status == .ok)
        members["host"] = "other:8773"
        #expect(try await Self.send(cloud, members, as: service).status == .unauthorized)
    }

    @Test func refuses() async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let service = try await Self.service(cloud)
        let right = try Self.request(keys, version: "2")
        #expect(try await Self.send(cloud, right, as: service).status == .ok)
        let wrong: [([String: JSON], Int)] = [
            (["signature": nil], 401), (["signature": ""], 401), (["signature": "x"], 401), (["verb": "POST"], 401),
            (["path": "/other"], 401), (["access": "none"], 404), (["access": nil], 401), (["params": [:]], 401),
        ]
        for (change, status) in wrong {
            let answer = try await Self.send(cloud, right.merging(change) { $1 }, as: service)
            #expect(answer.status.code == status, "\(change): \(answer.json.text)")
        }
        #expect(try await cloud.post("/v3/ec2tokens", [:], as: service).status == .badRequest)
        #expect(try await cloud.post("/v3/ec2tokens", ["credentials": [:]], as: service).status == .unauthorized)
        // Only services may ask.
        #expect(try await Self.send(cloud, right, as: nil).status == .unauthorized)
        #expect(try await Self.send(cloud, right, as: try await cloud.aliceToken()).status == .forbidden)
        #expect(try await Self.send(cloud, right, as: try await cloud.adminToken()).status == .ok)
        #expect(try await cloud.get("/v3/ec2tokens", as: service).status == .methodNotAllowed)
    }

    @Test func growsOld() async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let service = try await Self.service(cloud)
        let times = [
            ("2023-11-14T22:13:20Z", 200), ("2023-11-14T21:58:20Z", 200), ("2023-11-14T21:58:19Z", 401),
            ("20231114T215900Z", 200), ("20231114T215700Z", 401), ("yesterday", 401),
        ]
        for (time, status) in times {
            let answer = try await Self.send(cloud, Self.request(keys, version: "2", time: time), as: service)
            #expect(answer.status.code == status, "\(time)")
        }
    }

    @Test func endsWithItsUserAndRole() async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let service = try await Self.service(cloud)
        let request = try Self.request(keys, version: "2")
        try await cloud.revoke("member", from: cloud.alice.id, on: .project(cloud.shop.id))
        #expect(try await Self.send(cloud, request, as: service).status == .unauthorized)
        try await cloud.grant("member", to: cloud.alice.id, on: .project(cloud.shop.id))
        #expect(try await Self.send(cloud, request, as: service).status == .ok)
        let (alice, now) = (cloud.alice.id, cloud.time.now)
        _ = try await cloud.store.write { try Users.update($0, alice, passwordHash: nil, now: now) { $0.enabled = false } }
        #expect(try await Self.send(cloud, request, as: service).status == .unauthorized)
    }

    /// Keys that were made with lent rights give those, and no more.
    @Test func staysWithinWhatWasLent() async throws {
        let cloud = try await AuthCloud()
        let service = try await Self.service(cloud)
        let application = try await cloud.applicationToken(["unrestricted": true, "roles": [["name": "member"]]])
        try await cloud.grant("manager", to: cloud.alice.id, on: .project(cloud.shop.id))
        let keys = try await Self.keys(cloud, as: application)
        let bound = try await Self.send(cloud, Self.request(keys, version: "2"), as: service)
        #expect(bound.token["roles"]?.array?.map { $0["name"] } == ["member", "reader"])
        #expect(bound.token["application_credential"]?["name"] == "deploy")

        let trust = try await cloud.makeTrust(["impersonation": true])
        let lent = try await Self.keys(cloud, as: try await cloud.use(trust: trust).subject)
        let answer = try await Self.send(cloud, Self.request(lent, version: "2"), as: service)
        #expect(answer.token["OS-TRUST:trust"]?["id"]?.string == trust)
        #expect(answer.token["user"]?["id"]?.string == cloud.alice.id.string)
        try await cloud.store.write { try $0.execute("DELETE FROM identity_trust") }
        #expect(try await Self.send(cloud, Self.request(lent, version: "2"), as: service).status == .unauthorized)
    }

    /// Nobody gets at a trust of others by writing its id into their own keys.
    @Test func aForeignTrustIsRefused() async throws {
        let cloud = try await AuthCloud()
        let carol = User(id: .randomHex(), name: "carol", domainID: cloud.admin.domainID)
        try await cloud.add(carol)
        try await cloud.grant("member", to: carol.id, on: .project(cloud.shop.id))
        let token = try await cloud.token(cloud.user(carol), scope: ["project": ["id": .string(cloud.shop.id.string)]])
        for impersonation in [true, false] {
            let trust = try await cloud.makeTrust(["impersonation": .bool(impersonation)])
            let keys = Keys(access: "key\(impersonation)", secret: "s")
            let blob: JSON = ["access": .string(keys.access), "secret": "s", "trust_id": .string(trust)]
            let credential: JSON = [
                "type": "ec2", "user_id": .string(carol.id.string), "project_id": .string(cloud.shop.id.string),
                "blob": .string(blob.text),
            ]
            #expect(try await cloud.post("/v3/credentials", ["credential": credential], as: token).status == .created)
            let request = try Self.request(keys, version: "2")
            let answer = try await Self.send(cloud, request, as: try await cloud.adminToken())
            #expect(answer.status == .unauthorized)
        }
    }

    // MARK: S3

    @Test func checksSignaturesOfS3() async throws {
        let cloud = try await AuthCloud()
        let keys = try await Self.keys(cloud)
        let service = try await Self.service(cloud)
        let texts = [
            "GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/bucket/key",
            "AWS4-HMAC-SHA256\n20231114T221320Z\n20231114/us-east-1/s3/aws4_request\n0123",
        ]
        for text in texts {
            func send(_ signature: String?, token: String) async throws -> AuthCloud.Answer {
                var members: [String: JSON] = [
                    "access": .string(keys.access), "token": .string(Base64.encode(Array(token.utf8), padded: true)),
                ]
                members["signature"] = signature.map { .string($0) }
                return try await cloud.post("/v3/s3tokens", ["credentials": .object(members)], as: service)
            }
            let request = try SignedRequest([
                "credentials": ["access": "x", "token": .string(Base64.encode(Array(text.utf8)))]
            ])
            let signature = try #require(S3Signature.of(request, secret: keys.secret))
            let answer = try await send(signature, token: text)
            #expect(answer.status == .ok)
            #expect(answer.token["user"]?["id"]?.string == cloud.alice.id.string)
            // The service learns who it is; it gets no token.
            #expect(answer.subject == "")
            #expect(try await send(signature, token: text + "x").status == .unauthorized)
            #expect(try await send("x", token: text).status == .unauthorized)
            #expect(try await send(nil, token: text).status == .unauthorized)
        }
        let other = ["AWS4-HMAC-SHA256\nd\nd/r/ec2/aws4_request\nh", "AWS4-HMAC-SHA256\nd\nd/r/s3\nh", "AWS4-X\na\nb\nc", "AWS4"]
        for text in other {
            let request = try SignedRequest(["credentials": ["access": "x", "token": .string(Base64.encode(Array(text.utf8)))]])
            #expect(S3Signature.of(request, secret: "s") == nil)
        }
        let alice = try await cloud.aliceToken()
        let body: JSON = ["credentials": ["access": "x", "signature": "x", "token": "eA"]]
        #expect(try await cloud.post("/v3/s3tokens", body, as: alice).status == .forbidden)
        #expect(try await cloud.post("/v3/s3tokens", body, as: nil).status == .unauthorized)
        #expect(try await cloud.post("/v3/s3tokens", body, as: service).status == .notFound)
    }
}

extension SignedRequest {
    fileprivate init(_ body: JSON) throws { try self.init(JSONReader(body)) }
}
