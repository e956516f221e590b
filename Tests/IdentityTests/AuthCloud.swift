import Catalog
import Core
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import StoreTesting
import Testing
import Web

@testable import Identity

/// A whole identity service in process, with a clock of its own: the administrator, and the users, projects and domains that
/// the tests of tokens are about.
struct AuthCloud: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        /// The body as it came.
        let text: String

        /// null for what is no JSON.
        var json: JSON { (try? JSONParser.parse(text)) ?? .null }
        /// The fields of a form.
        var form: [String: String] {
            Dictionary(Query(text).items.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        }
        var token: JSON { json["token"] ?? .null }
        var message: String? { json["error"]?["message"]?.string }
        var subject: String { headers[.subjectToken] ?? "" }
    }

    static let password = "geheim"

    let directory = AuthDirectory()
    let time = VirtualTime()
    let store: Store
    let keys: FernetKeys
    let sealing: SealingKeys
    let identity: Identity
    let admin: (domainID: DomainID, projectID: ProjectID, userID: UserID)
    /// In the domain `default`: member of project `shop`, where tokens go by default.
    let alice: User
    /// In the domain `acme`: reader of the domain and of its project `lab`; no default project.
    let bob: User
    let shop: Project
    let acme: Domain
    let lab: Project
    private let application: Application<Site>

    /// - Parameter fetch: is the identity providers' servers.
    init(fetch: WebFetch = .http) async throws {
        try StateDirectory.makeDirectories(directory.path, mode: 0o700)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        store = try Store(
            path: TestEngine.chosen.place(directory.path + "/apus.db"), migrations: Catalog.migrations + Identity.migrations)
        keys = try FernetKeys(directory: directory.path + "/keys", time: time, logger: logger)
        let cheap = ScryptHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        let passwords = Passwords(threads: 1, queue: 64, cost: cheap)
        let hash = try await passwords.hash(Self.password)
        sealing = try SealingKeys(directory: directory.path + "/sealing", store: store, time: time, logger: logger)
        identity = Identity(
            store: store, catalog: Catalog(store: store), keys: keys, sealing: sealing, passwords: passwords,
            federation: FederationSettings(directory: directory.path + "/federation", fetch: fetch))
        let now = time.now
        admin = try await store.write { tx in
            try Catalog.bootstrap(
                tx, region: "RegionOne", endpoints: [(api: .identity, versionPath: "/v3")], url: "https://cloud:5000")
            return try Identity.bootstrap(tx, passwordHash: hash, now: now)
        }
        let tenants = try await store.write { try Tenants($0, passwordHash: hash, now: now) }
        (alice, bob, shop, acme, lab) = (tenants.alice, tenants.bob, tenants.shop, tenants.acme, tenants.lab)
        let site = Site(
            services: [ServiceRoutes(api: Identity.api, routes: identity.routes)], authenticator: identity.tokens,
            policy: try PolicyEngine(rules: Catalog.policy + Identity.policy), time: time, logger: logger)
        application = Application(responder: site, logger: logger)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, subject: String? = nil, body: JSON? = nil,
        raw: String? = nil, more: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = more
        headers[.subjectToken] = subject
        if let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        let text = raw ?? body?.text
        if text != nil { headers[.contentType] = "application/json" }
        return try await send(method, path, headers: headers, text: text)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, text: String?
    ) async throws -> Answer {
        try await application.test(.router) { client in
            let response = try await client.executeRequest(
                uri: "/identity" + path, method: method, headers: headers, body: text.map { ByteBuffer(string: $0) })
            return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
        }
    }
}

private struct Tenants: Sendable {
    let shop: Project
    let acme: Domain
    let lab: Project
    let alice: User
    let bob: User

    init(_ tx: Transaction, passwordHash hash: String, now: Timestamp) throws {
        shop = try Projects.create(tx, Self.project("shop", Domains.defaultID))
        acme = try Domains.create(tx, Domain(id: .randomHex(), name: "acme"))
        lab = try Projects.create(tx, Self.project("lab", acme.id))
        alice = try Users.create(
            tx, User(id: .randomHex(), name: "alice", domainID: Domains.defaultID, defaultProjectID: shop.id),
            passwordHash: hash, now: now)
        bob = try Users.create(tx, User(id: .randomHex(), name: "bob", domainID: acme.id), passwordHash: hash, now: now)
        try Self.assign(tx, alice, .project(shop.id), "member")
        try Self.assign(tx, bob, .domain(acme.id), "reader")
        try Self.assign(tx, bob, .project(lab.id), "reader")
    }

    private static func project(_ name: String, _ domainID: DomainID) -> Project {
        Project(id: .randomHex(), name: name, domainID: domainID, parentID: domainID.asProject)
    }

    private static func assign(_ tx: Transaction, _ user: User, _ scope: Assignment.Scope, _ name: String) throws {
        let role = try #require(try Roles.find(tx, name: name))
        try Assignments.create(tx, Assignment(actor: .user(user.id), scope: scope, roleID: role.id))
    }
}

// MARK: Requests

extension AuthCloud {
    static func login(_ user: JSON, scope: JSON? = nil) -> JSON {
        auth(["methods": ["password"], "password": ["user": user]], scope)
    }

    static func rescope(_ token: String, scope: JSON? = nil) -> JSON {
        auth(["methods": ["token"], "token": ["id": .string(token)]], scope)
    }

    private static func auth(_ identity: JSON, _ scope: JSON?) -> JSON {
        var auth: [String: JSON] = ["identity": identity]
        auth["scope"] = scope
        return ["auth": .object(auth)]
    }

    var adminUser: JSON { ["name": "admin", "domain": ["id": "default"], "password": .string(Self.password)] }
    var adminScope: JSON { ["project": ["name": "admin", "domain": ["name": "Default"]]] }

    func user(_ user: User, password: String = password) -> JSON {
        ["id": .string(user.id.string), "password": .string(password)]
    }

    func issue(_ body: JSON) async throws -> Answer {
        try await send(.post, "/v3/auth/tokens", body: body)
    }

    /// The text of a new token; the test fails if there is none.
    func token(_ user: JSON, scope: JSON? = nil) async throws -> String {
        let answer = try await issue(Self.login(user, scope: scope))
        #expect(answer.status == .created, "\(answer.json.text)")
        return answer.subject
    }

    func adminToken() async throws -> String { try await token(adminUser, scope: adminScope) }

    func show(_ subject: String, by token: String, query: String = "") async throws -> Answer {
        try await send(.get, "/v3/auth/tokens" + query, token: token, subject: subject)
    }

    /// What any service answers to the token: 200, or 401 once it is not valid any more.
    func use(_ token: String) async throws -> HTTPResponse.Status {
        try await send(.get, "/v3/auth/projects", token: token).status
    }
}
