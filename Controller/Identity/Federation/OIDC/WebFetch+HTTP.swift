internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Web

extension WebFetch {
    /// Over the network. Nothing is followed to other places, and whoever answers slowly or too much is not waited for.
    static let http = WebFetch { request in
        let response = try await client.execute(message(request), timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: Int(response.status.code), body: Array(body.readableBytesView))
    }

    /// One for the whole process, which ends with it.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(3), read: .seconds(5))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private static func message(_ request: Request) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: request.url)
        message.headers.add(name: "Accept", value: "application/json")
        if let authorization = request.authorization { message.headers.add(name: "Authorization", value: authorization) }
        if let caFile = request.caFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(caFile)
            message.tlsConfiguration = tls
        }
        guard let form = request.form else { return message }
        let text = form.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        message.method = .POST
        message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        message.body = .bytes(ByteBuffer(string: text))
        return message
    }
}
