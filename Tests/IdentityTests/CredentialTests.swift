import Core
import Crypto
import HTTPTypes
import Store
import Testing

@testable import Identity

@Suite struct CredentialTests {
    private static let all = "/v3/credentials"

    private static func body(_ userID: UserID, _ attributes: [String: JSON] = [:]) -> JSON {
        let whole: [String: JSON] = ["user_id": .string(userID.string), "type": "cert", "blob": "a secret"]
        return ["credential": .object(whole.merging(attributes) { $1 })]
    }

    private static func ec2(_ cloud: AuthCloud, access: String, more: [String: JSON] = [:]) -> JSON {
        let blob: JSON = .object(["access": .string(access), "secret": "s"].merging(more) { $1 })
        return body(
            cloud.alice.id,
            ["type": "ec2", "project_id": .string(cloud.shop.id.string), "blob": .string(blob.text)])
    }

    @Test func isShownAsTheReferenceHasIt() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let created = try await cloud.post(Self.all, Self.body(cloud.alice.id, ["colour": "grey"]), as: token)
        #expect(created.status == .created)
        let id = try #require(created.json["credential"]?["id"]?.string)
        #expect(
            created.json == [
                "credential": [
                    "id": .string(id), "type": "cert", "blob": "a secret", "user_id": .string(cloud.alice.id.string),
                    "project_id": nil, "colour": "grey",
                    "links": ["self": .string("http://localhost/identity/v3/credentials/\(id)")],
                ]
            ])
        let one = "\(Self.all)/\(id)"
        #expect(try await cloud.get(one, as: token).json == created.json)
        let change: JSON = ["credential": ["blob": "another", "type": "free", "project_id": .string(cloud.shop.id.string)]]
        let changed = try await cloud.patch(one, change, as: token)
        #expect(changed.status == .ok)
        for (name, value) in ["blob": "another", "type": "free", "colour": "grey"] as [String: JSON] {
            #expect(changed.json["credential"]?[name] == value)
        }
        #expect(try await cloud.get(one, as: token).json == changed.json)
        #expect(try await cloud.delete(one, as: token).status == .noContent)
        let admin = try await cloud.adminToken()
        let gone = try await cloud.get(one, as: admin)
        #expect(gone.status == .notFound)
        #expect(gone.message == "Could not find credential: \(id).")
        #expect(try await cloud.patch(one, change, as: admin).status == .notFound)
        #expect(try await cloud.delete(one, as: admin).status == .notFound)
        #expect(try await cloud.get(one, as: token).status == .forbidden)
    }

    @Test func isListedByUserAndType() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        for (user, type) in [(cloud.alice, "cert"), (cloud.alice, "totp"), (cloud.bob, "cert")] {
            let body = Self.body(user.id, ["type": .string(type)])
            #expect(try await cloud.post(Self.all, body, as: admin).status == .created)
        }
        func count(_ query: String, _ token: String) async throws -> Int? {
            try await cloud.get(Self.all + query, as: token).json["credentials"]?.array?.count
        }
        let (alice, seer) = (try await cloud.aliceToken(), try await cloud.seerToken())
        for token in [admin, seer, try await cloud.systemToken()] {
            #expect(try await count("", token) == 3)
            #expect(try await count("?type=cert", token) == 2)
            #expect(try await count("?user_id=\(cloud.alice.id)", token) == 2)
            #expect(try await count("?user_id=\(cloud.alice.id)&type=totp", token) == 1)
            #expect(try await count("?type=none", token) == 0)
        }
        #expect(try await count("", alice) == 2)
        #expect(try await count("?user_id=\(cloud.bob.id)", alice) == 0)
        let page = try await cloud.get(Self.all + "?limit=2", as: admin)
        #expect(page.json["truncated"] == true)
        let next = try #require(page.json["links"]?["next"]?.string?.split(separator: "?").last)
        #expect(try await count("?\(next)", admin) == 1)
        #expect(try await cloud.get(Self.all, as: nil).status == .unauthorized)
    }

    @Test func refusesWhatIsWrong() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let wrong: [([String: JSON], Int)] = [
            (["blob": nil], 400), (["blob": ["a": "b"]], 400), (["type": 1], 400), (["user_id": "none"], 404),
            (["project_id": "none"], 404), (["type": "ec2"], 400), (["type": "ec2", "project_id": nil], 400),
            (["type": "EC2", "project_id": .string(cloud.shop.id.string)], 400),
            (["type": "ec2", "project_id": .string(cloud.shop.id.string), "blob": "[]"], 400),
            (["type": "ec2", "project_id": .string(cloud.shop.id.string), "blob": "{\"secret\": \"x\"}"], 400),
        ]
        for (attributes, status) in wrong {
            let answer = try await cloud.post(Self.all, Self.body(cloud.alice.id, attributes), as: admin)
            #expect(answer.status.code == status, "\(attributes): \(answer.json.text)")
        }
        for name in ["blob", "type", "user_id"] {
            var members = try #require(Self.body(cloud.alice.id)["credential"]?.object)
            members[name] = nil
            #expect(try await cloud.post(Self.all, ["credential": .object(members)], as: admin).status == .badRequest)
        }
        let made = try await cloud.post(Self.all, Self.body(cloud.alice.id), as: admin)
        let one = "\(Self.all)/\(try #require(made.json["credential"]?["id"]?.string))"
        for change in [[:], ["type": "ec2"], ["blob": 1], ["id": "other"]] as [JSON] {
            #expect(try await cloud.patch(one, ["credential": change], as: admin).status == .badRequest, "\(change.text)")
        }
    }

    /// The id of an EC2 credential follows from its access key; nobody can have the same one.
    @Test func anAccessKeyIsUnique() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let made = try await cloud.post(Self.all, Self.ec2(cloud, access: "AKIA"), as: token)
        #expect(made.status == .created)
        let digest = SHA256.hash(data: Array("AKIA".utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(made.json["credential"]?["id"]?.string == digest)
        let again = try await cloud.post(Self.all, Self.ec2(cloud, access: "AKIA"), as: token)
        #expect(again.status == .conflict)
        #expect(again.message?.hasPrefix("Conflict occurred attempting to store credential") == true)
        // What it is bound to stays.
        for key in ["trust_id", "app_cred_id", "access_token_id", "access_id"] {
            let blob: JSON = ["access": "AKIA", "secret": "s", key: "x"]
            let answer = try await cloud.patch("\(Self.all)/\(digest)", ["credential": ["blob": .string(blob.text)]], as: token)
            #expect(answer.status == .badRequest)
            #expect(answer.message == "\(key) can not be updated for credential")
        }
        let blob: JSON = ["access": "AKIA", "secret": "new"]
        let changed = try await cloud.patch("\(Self.all)/\(digest)", ["credential": ["blob": .string(blob.text)]], as: token)
        #expect(changed.status == .ok)
    }

    @Test func personas() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.aliceToken()
        let made = try await cloud.post(Self.all, Self.body(cloud.alice.id), as: alice)
        let one = "\(Self.all)/\(try #require(made.json["credential"]?["id"]?.string))"
        let change: JSON = ["credential": ["type": "x"]]
        let table: [(String, String?, Int, Int)] = [
            ("alice", alice, 200, 201), ("admin", try await cloud.adminToken(), 200, 201),
            ("system", try await cloud.systemToken(), 200, 201), ("seer", try await cloud.seerToken(), 200, 403),
            ("bob", try await cloud.bobToken(), 403, 403), ("none", nil, 401, 401),
        ]
        for (name, token, read, write) in table {
            #expect(try await cloud.get(one, as: token).status.code == read, "\(name)")
            #expect(try await cloud.post(Self.all, Self.body(cloud.alice.id), as: token).status.code == write, "\(name)")
            #expect(try await cloud.patch(one, change, as: token).status.code == (write == 201 ? 200 : write), "\(name)")
        }
        // To give it away is for administrators.
        let away: JSON = ["credential": ["user_id": .string(cloud.bob.id.string)]]
        #expect(try await cloud.patch(one, away, as: alice).status == .forbidden)
        #expect(try await cloud.delete(one, as: try await cloud.bobToken()).status == .forbidden)
        #expect(try await cloud.delete(one, as: alice).status == .noContent)
    }

    @Test func goesWithItsUserAndProject() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let user = User(id: .randomHex(), name: "carol", domainID: cloud.admin.domainID)
        try await cloud.add(user)
        _ = try await cloud.post(Self.all, Self.body(user.id), as: admin)
        _ = try await cloud.post(Self.all, Self.ec2(cloud, access: "x"), as: admin)
        try await cloud.store.write { try Users.delete($0, user.id) }
        let shop = cloud.shop.id
        try await cloud.store.write { try Projects.delete($0, shop) }
        #expect(try await cloud.get(Self.all, as: admin).json["credentials"] == [])
    }

    // MARK: Lent rights

    /// A delegated token sees and changes what belongs to its project, and nothing that is the user's own.
    @Test func lentRightsEndAtTheirProject() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.aliceToken()
        let own = try await cloud.post(Self.all, Self.body(cloud.alice.id, ["type": "totp"]), as: alice)
        let here = try await cloud.post(Self.all, Self.ec2(cloud, access: "here"), as: alice)
        let (ownID, hereID) = (
            try #require(own.json["credential"]?["id"]?.string), try #require(here.json["credential"]?["id"]?.string)
        )
        let trust = try await cloud.makeTrust(["impersonation": true])
        let tokens = [
            try await cloud.applicationToken(["unrestricted": true]), try await cloud.use(trust: trust).subject,
        ]
        for token in tokens {
            #expect(try await cloud.get("\(Self.all)/\(hereID)", as: token).status == .ok)
            let listed = try await cloud.get(Self.all, as: token).json["credentials"]?.array
            #expect(listed?.contains { $0["id"]?.string == ownID } == false)
            #expect(listed?.contains { $0["id"]?.string == hereID } == true)
            let one = "\(Self.all)/\(ownID)"
            #expect(try await cloud.get(one, as: token).status == .forbidden)
            #expect(try await cloud.patch(one, ["credential": ["blob": "x"]], as: token).status == .forbidden)
            #expect(try await cloud.delete(one, as: token).status == .forbidden)
            #expect(try await cloud.post(Self.all, Self.body(cloud.alice.id), as: token).status == .forbidden)
            let away: JSON = ["credential": ["project_id": .string(cloud.lab.id.string)]]
            #expect(try await cloud.patch("\(Self.all)/\(hereID)", away, as: token).status == .forbidden)
        }
        let restricted = try await cloud.applicationToken(["name": "restricted"])
        #expect(try await cloud.post(Self.all, Self.ec2(cloud, access: "y"), as: restricted).status == .forbidden)
    }

    @Test func bindsEC2ToWhatItWasMadeWith() async throws {
        let cloud = try await AuthCloud()
        let (id, secret) = try await cloud.makeApplicationCredential(["unrestricted": true])
        let token = try await cloud.issue(AuthCloud.login(applicationCredential: id, secret)).subject
        let made = try await cloud.post(Self.all, Self.ec2(cloud, access: "bound"), as: token)
        let blob = try JSONParser.parse(try #require(made.json["credential"]?["blob"]?.string))
        #expect(blob["app_cred_id"]?.string == id)
        let trust = try await cloud.makeTrust(["impersonation": true])
        let lent = try await cloud.use(trust: trust).subject
        let second = try await cloud.post(Self.all, Self.ec2(cloud, access: "lent"), as: lent)
        #expect(try JSONParser.parse(try #require(second.json["credential"]?["blob"]?.string))["trust_id"]?.string == trust)
    }

    // MARK: OS-EC2

    @Test func ec2KeysAsTheReferenceHasThem() async throws {
        let cloud = try await AuthCloud()
        let token = try await cloud.aliceToken()
        let all = "/v3/users/\(cloud.alice.id)/credentials/OS-EC2"
        let created = try await cloud.post(all, ["tenant_id": .string(cloud.shop.id.string)], as: token)
        #expect(created.status == .created)
        let key = try #require(created.json["credential"])
        let access = try #require(key["access"]?.string)
        #expect(key["secret"]?.string?.count == 32 && access.count == 32)
        #expect(key["tenant_id"]?.string == cloud.shop.id.string)
        #expect(key["user_id"]?.string == cloud.alice.id.string)
        #expect(key["trust_id"] == JSON.null)
        #expect(key["links"]?["self"]?.string == "http://localhost/identity\(all)/\(access)")
        #expect(try await cloud.get("\(all)/\(access)", as: token).json == created.json)
        #expect(try await cloud.get(all, as: token).json["credentials"]?.array == [key])
        #expect(try await cloud.delete("\(all)/\(access)", as: token).status == .noContent)
        #expect(try await cloud.get("\(all)/\(access)", as: token).status == .notFound)
        #expect(try await cloud.delete("\(all)/\(access)", as: token).status == .notFound)
        #expect(try await cloud.post(all, [:], as: token).status == .badRequest)
        #expect(try await cloud.post(all, ["tenant_id": "none"], as: token).status == .notFound)
        let admin = try await cloud.adminToken()
        #expect(try await cloud.get("/v3/users/none/credentials/OS-EC2", as: admin).status == .notFound)
    }

    @Test func ec2Personas() async throws {
        let cloud = try await AuthCloud()
        let alice = try await cloud.aliceToken()
        let all = "/v3/users/\(cloud.alice.id)/credentials/OS-EC2"
        let body: JSON = ["tenant_id": .string(cloud.shop.id.string)]
        let made = try await cloud.post(all, body, as: alice)
        let one = "\(all)/\(try #require(made.json["credential"]?["access"]?.string))"
        let table: [(String, String?, Int, Int)] = [
            ("alice", alice, 200, 201), ("admin", try await cloud.adminToken(), 200, 201),
            ("seer", try await cloud.seerToken(), 200, 403), ("bob", try await cloud.bobToken(), 403, 403),
            ("none", nil, 401, 401),
        ]
        for (name, token, read, write) in table {
            #expect(try await cloud.get(all, as: token).status.code == read, "\(name)")
            #expect(try await cloud.get(one, as: token).status.code == read, "\(name)")
            #expect(try await cloud.post(all, body, as: token).status.code == write, "\(name)")
        }
        // A reader keeps none.
        let bob = "/v3/users/\(cloud.bob.id)/credentials/OS-EC2"
        let reader = try await cloud.post(bob, ["tenant_id": .string(cloud.lab.id.string)], as: try await cloud.bobToken())
        #expect(reader.status == .forbidden)
        #expect(try await cloud.delete(one, as: try await cloud.bobToken()).status == .forbidden)
        // The keys of somebody else, under one's own name.
        let access = one.split(separator: "/").last.map(String.init) ?? ""
        #expect(try await cloud.get("\(bob)/\(access)", as: try await cloud.bobToken()).status == .forbidden)
        let restricted = try await cloud.applicationToken()
        #expect(try await cloud.post(all, body, as: restricted).status == .forbidden)
        #expect(try await cloud.delete(one, as: alice).status == .noContent)
    }
}
