import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1
import NIOSSL

/// The API of a controller as its administrator sees it.
actor APIClient {
    /// `https://host:port`.
    nonisolated let base: String
    private let entry: CloudEntry
    private var tls: TLSConfiguration
    private var token: String?
    private var project: String?

    init(_ entry: CloudEntry) throws {
        self.entry = entry
        guard let end = entry.authURL.firstRange(of: "/identity") else {
            throw Fault(
                .conflict, code: "CLOUDS-NOT-APUS", "\(entry.authURL) is not the identity service of an Apus cloud",
                hint: "Choose another entry of clouds.yaml with OS_CLOUD.")
        }
        base = String(entry.authURL[..<end.lowerBound])
        tls = TLSConfiguration.makeClientConfiguration()
        if let cacert = entry.cacert { tls.trustRoots = .file(cacert) }
    }

    /// One for the whole process, which ends with it.
    private static let http: HTTPClient = {
        NIOSingletons.groupLoopCountSuggestion = 1
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(3), read: .seconds(15))
        configuration.httpVersion = .http1Only
        // Who waits for a controller asks again by itself.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    func get(_ path: String) async throws -> JSON { try await authorized(.GET, path) }

    func post(_ path: String, _ body: JSON) async throws -> JSON { try await authorized(.POST, path, body) }

    func put(_ path: String, _ body: JSON) async throws -> JSON { try await authorized(.PUT, path, body) }

    /// Sends a file as it is, at the pace of the controller.
    func upload(_ file: UploadFile, to path: String) async throws {
        if token == nil { try await signIn() }
        var request = request(.PUT, path, token)
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        request.body = .stream(file, length: .known(file.size))
        let answer = try await execute(request, within: .minutes(30))
        guard (200..<300).contains(answer.status) else { throw refusal(answer, "PUT", path) }
    }

    func delete(_ path: String) async throws { _ = try await authorized(.DELETE, path) }

    /// - Throws: `Fault` with the code of the API's refusal.
    func signIn() async throws {
        let credentials: JSON = [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": [
                        "user": [
                            "name": .string(entry.username), "password": .string(entry.password),
                            "domain": ["name": .string(entry.userDomain)],
                        ]
                    ],
                ],
                "scope": ["project": ["name": .string(entry.project), "domain": ["name": .string(entry.projectDomain)]]],
            ]
        ]
        let answer = try await send(.POST, "/identity/v3/auth/tokens", credentials, token: nil)
        guard answer.status == 201, let token = answer.headers.first(name: "X-Subject-Token") else {
            throw refusal(answer, "POST", "/identity/v3/auth/tokens")
        }
        self.token = token
        project = answer.body["token"]?["project"]?["id"]?.string
    }

    /// The id of the project that the entry of clouds.yaml names.
    func projectID() async throws -> String {
        if token == nil { try await signIn() }
        guard let project else {
            throw Fault(.forbidden, code: "API-NO-PROJECT", "The token of '\(entry.username)' is for no project")
        }
        return project
    }

    private func authorized(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        if token == nil { try await signIn() }
        let answer = try await send(method, path, body, token: token)
        guard (200..<300).contains(answer.status) else { throw refusal(answer, method.rawValue, path) }
        return answer.body
    }

    private struct Answer {
        var status: Int
        var headers: HTTPHeaders
        var body: JSON
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: JSON?, token: String?) async throws -> Answer {
        var request = request(method, path, token)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        return try await execute(request, within: .seconds(20))
    }

    private func request(_ method: HTTPMethod, _ path: String, _ token: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.tlsConfiguration = tls
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "apus/\(Apus.version)")
        if let token { request.headers.add(name: "X-Auth-Token", value: token) }
        return request
    }

    private func execute(_ request: HTTPClientRequest, within limit: TimeAmount) async throws -> Answer {
        do {
            let response = try await Self.http.execute(request, timeout: limit)
            let bytes = try await response.body.collect(upTo: 16 << 20)
            let json = (try? JSONParser.parse(Array(bytes.readableBytesView))) ?? .null
            return Answer(status: Int(response.status.code), headers: response.headers, body: json)
        } catch {
            throw Fault(
                .unavailable, code: "API-UNREACHABLE", "The controller at \(base) cannot be reached",
                hint: "`apus up` starts it; `apus doctor` finds out why it does not answer.", detail: Self.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        let text = "\(error)"
        return text.contains("CERTIFICATE") || text.contains("certificate")
            ? "Its certificate is not accepted: \(text)" : text
    }

    private func refusal(_ answer: Answer, _ method: String, _ path: String) -> Fault {
        let error = Self.explanation(answer.body)
        let kind = Fault.Kind(rawValue: answer.status) ?? .internalError
        let message = error?["message"]?.string ?? "\(method) \(path) was answered with status \(answer.status)"
        let code = error?["code"]?.string ?? "API-\(answer.status)"
        var hint = error?["hint"]?.string
        if kind == .unauthorized, hint == nil {
            hint = "Check the password of '\(entry.username)' in clouds.yaml (entry chosen with OS_CLOUD)."
        }
        let request = answer.headers.first(name: "X-Openstack-Request-Id").map { "Request \($0)." }
        return Fault(kind, code: code, message, hint: hint, detail: request)
    }

    /// Each service has an error body of its own; all have a `message` in it or one level below.
    private static func explanation(_ body: JSON) -> JSON? {
        if body["message"] != nil { return body }
        return body.object?.values.first { $0["message"] != nil }
    }
}
