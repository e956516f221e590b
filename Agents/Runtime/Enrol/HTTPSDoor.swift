import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Enrolment over HTTPS. Each request has a client of its own, because each trusts something else.
public struct HTTPSDoor: EnrolmentDoor {
    public init() {}

    public func getUnverified(_ url: String) async throws -> DoorReply {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        return try await send(HTTPClientRequest(url: url), tls)
    }

    public func post(_ url: String, json: [UInt8], authority: String) async throws -> DoorReply {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(json)
        return try await send(request, tls)
    }

    private func send(_ request: HTTPClientRequest, _ tls: TLSConfiguration) async throws -> DoorReply {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let response = try await client.execute(request, timeout: .seconds(20))
            let body = try await response.body.collect(upTo: 1 << 20)
            try await client.shutdown()
            return DoorReply(status: Int(response.status.code), body: Array(body.readableBytesView))
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
