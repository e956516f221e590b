public import Core
import CoreMetrics
import HTTPTypes
public import Hummingbird
public import Logging
import Metrics
import NIOCore
import NIOHTTPTypes
import Telemetry

/// The assembled API: every service's routes, and the one path that every request takes.
///
/// Route table and metrics are compiled when the site is made. A request then goes through, in this order: the form of URL and
/// Host, the route, the method, the microversion, the token, the announced length, the policy rule, the handler. Each step can
/// only end in a `Fault`, which becomes the error body of the service; nothing that a client sends ends otherwise. The handler
/// is reached through the checks and in no other way.
public struct Site: Sendable, HTTPResponder {
    public typealias Context = Connection
    static let maximumURILength = 8192

    private let routes: RouteTrie
    private let authenticator: any Authenticator
    private let policy: PolicyEngine
    private let time: any TimeSource
    private let logger: Logger
    private let options: SiteOptions
    private let inFlight: Meter
    /// Of requests that no route is for.
    private let strayMetrics: EndpointMetrics

    /// - Precondition: no two routes answer the same request.
    public init(
        services: [ServiceRoutes], authenticator: any Authenticator, policy: PolicyEngine, time: any TimeSource = SystemTime(),
        logger: Logger, options: SiteOptions = SiteOptions()
    ) {
        let factory: any MetricsFactory = options.metrics ?? MetricsSystem.factory
        self.routes = RouteTrie(Self.endpoints(services, factory))
        self.authenticator = authenticator
        self.policy = policy
        self.time = time
        self.logger = logger
        self.options = options
        inFlight = Meter(label: "apus_http_requests_in_flight", factory: factory)
        strayMetrics = EndpointMetrics(service: "none", method: "any", route: "none", factory: factory)
    }

    private static func endpoints(_ services: [ServiceRoutes], _ factory: any MetricsFactory) -> [Endpoint] {
        services.flatMap { service in
            service.routes.map { route in
                let metrics = EndpointMetrics(
                    service: service.api.name, method: route.method.rawValue, route: service.api.prefix + route.path,
                    factory: factory)
                return Endpoint(route, service.api, metrics: metrics)
            }
        }
    }

    // MARK: The path of a request

    public func respond(to request: Request, context: Connection) async -> Response {
        inFlight.increment()
        var visit = Visit(request.head, connection: context, now: time.now)
        var reply: Reply
        do {
            reply = try await answer(&visit, request.body)
        } catch {
            reply = refusal(error, visit)
        }
        complete(&reply, visit)
        return deliver(reply, visit)
    }

    private func answer(_ visit: inout Visit, _ body: RequestBody) async throws -> Reply {
        let path = try visit.readTarget()
        visit.origin = try Origin(
            visit.head, peer: visit.connection.peerAddress, secure: visit.connection.secure,
            local: visit.connection.localAddress, trustedProxies: options.trustedProxies)
        if path == "/metrics", let metrics = options.metrics { return try metricsReply(metrics, visit) }
        let endpoint = try route(&visit, path)
        guard let endpoint else { return optionsReply(visit) }
        visit.caller = try await authenticate(visit, endpoint.route.policy)
        let rule = endpoint.route.body
        try visit.checkLength(limit: rule.limit)
        let context = try self.context(
            visit, endpoint,
            BodyReader(body, rule: rule, contentType: visit.head.headerFields[.contentType], patience: options.bodyPatience))
        try await authorize(endpoint, context)
        if visit.expectsContinue {
            try await visit.connection.sendContinue()
            visit.expectsContinue = false
        }
        return try await endpoint.route.handler(context)
    }

    /// The endpoint that is to answer; nil for an OPTIONS request to a known path.
    private func route(_ visit: inout Visit, _ path: Substring) throws -> Endpoint? {
        switch routes.match(path) {
        case .malformed: throw Refusals.badPath
        case .nothing(let api):
            visit.api = api
            throw Refusals.notFound
        case .endpoints(let endpoints, let values):
            visit.values = values
            visit.api = endpoints.first?.api
            visit.microversion = try visit.api?.microversions?.negotiate(visit.head.headerFields)
            return try select(endpoints, &visit)
        }
    }

    private func select(_ endpoints: [Endpoint], _ visit: inout Visit) throws -> Endpoint? {
        let version = visit.microversion
        let served = endpoints.filter { $0.serves(version) }
        guard !served.isEmpty else { throw Refusals.notFound }
        let method = visit.head.method
        let endpoint =
            served.first { $0.route.method == method }
            ?? (method == .head ? served.first { $0.route.method == .get } : nil)
        if let endpoint {
            visit.endpoint = endpoint
            visit.api = endpoint.api
            return endpoint
        }
        visit.allowed = AllowedMethods.text(served.map(\.route.method))
        guard method == .options else { throw Refusals.methodNotAllowed }
        return nil
    }

    private func authenticate(_ visit: Visit, _ access: Access) async throws -> Caller? {
        guard let token = visit.head.headerFields[.authToken], !token.isEmpty else {
            guard access == .anyone else { throw Refusals.unauthenticated }
            return nil
        }
        let holder = try await authenticator.caller(token: token, now: visit.now)
        let caller = holder.flatMap { $0.mayAsk(visit.head.method, visit.api, visit.path[...]) ? $0 : nil }
        guard caller != nil || access == .anyone else { throw Refusals.unauthenticated }
        return caller
    }

    private func authorize(_ endpoint: Endpoint, _ context: RequestContext) async throws {
        guard case .rule(let rule) = endpoint.route.policy else { return }
        try context.authorize(rule, try await endpoint.route.target?(context) ?? [:])
    }

    private func context(_ visit: Visit, _ endpoint: Endpoint, _ body: BodyReader) throws -> RequestContext {
        guard let origin = visit.origin else { throw Refusals.badHost }
        let parameters = Dictionary(zip(endpoint.parameterNames, visit.values)) { $1 }
        return RequestContext(
            exchange: Exchange(
                id: visit.id, globalID: visit.globalID, api: endpoint.api, head: visit.head, path: visit.path,
                parameters: parameters, rawQuery: visit.rawQuery, site: origin.authority, microversion: visit.microversion,
                caller: visit.caller, remoteAddress: origin.remoteAddress, now: visit.now, body: body, policy: policy,
                isHTTP2: visit.connection.isHTTP2, logger: logger))
    }

    // MARK: Answers of the site itself

    private func metricsReply(_ metrics: PrometheusFactory, _ visit: Visit) throws -> Reply {
        if let peer = visit.origin?.remoteAddress, !options.metricsPeers.contains(peer) { throw Refusals.notFound }
        return .bytes(contentType: Exposition.contentType, metrics.render())
    }

    private func optionsReply(_ visit: Visit) -> Reply {
        .empty(.noContent, headers: [.allow: visit.allowed ?? ""])
    }

    /// After how many seconds to ask again for what is not to be had now (RFC 9110 §10.2.3).
    private static let retryAfter = 5

    private func refusal(_ error: any Error, _ visit: Visit) -> Reply {
        let fault = error as? Fault ?? (error is CancellationError ? Refusals.cancelled : Refusals.unexpected(error))
        if fault.kind == .internalError { report(fault, visit) }
        let (contentType, bytes) = (visit.api?.errors ?? .apus).body(fault, requestID: visit.id)
        var reply = Reply.bytes(.init(code: fault.kind.status), contentType: contentType, bytes)
        switch fault.kind {
        case .unauthorized:
            let origin = visit.origin?.authority.origin ?? ""
            reply.headers[.wwwAuthenticate] = "Keystone uri=\"\(origin)/identity\""
        case .methodNotAllowed: reply.headers[.allow] = visit.allowed
        case .unavailable, .tooManyRequests: reply.headers[.retryAfter] = "\(Self.retryAfter)"
        case .notAcceptable: visit.api?.microversions?.advertise(in: &reply.headers)
        default: break
        }
        if Refusals.leavesBodyUnread(fault) || visit.expectsContinue { reply.headers[.connection] = "close" }
        return reply
    }

    private func report(_ fault: Fault, _ visit: Visit) {
        logger.error(
            "request failed",
            metadata: [
                "request_id": "\(visit.id)", "method": "\(visit.head.method)", "path": "\(visit.path)",
                "error": "\(fault)",
            ])
    }

    // MARK: The way out

    private func complete(_ reply: inout Reply, _ visit: Visit) {
        reply.headers.append(HTTPField(name: .requestID, value: visit.id))
        guard let api = visit.api else { return }
        if api.errors == .compute { reply.headers.append(HTTPField(name: .computeRequestID, value: visit.id)) }
        if api.errors == .identity, visit.endpoint != nil, !reply.headers.contains(.vary) {
            reply.headers.append(HTTPField(name: .vary, value: HTTPField.Name.authToken.rawName))
        }
        api.microversions?.describe(visit.microversion, in: &reply.headers)
    }

    private func deliver(_ reply: Reply, _ visit: Visit) -> Response {
        let record = AccessRecord(visit, status: reply.status.code)
        switch reply.body {
        case .empty:
            finish(record, bytes: 0)
            return Response(status: reply.status, headers: reply.headers)
        case .bytes(let bytes):
            guard visit.head.method != .head else {
                finish(record, bytes: 0)
                return withoutBody(reply, length: bytes.count)
            }
            finish(record, bytes: bytes.count)
            return Response(
                status: reply.status, headers: reply.headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let length, let write):
            guard visit.head.method != .head else {
                finish(record, bytes: 0)
                return withoutBody(reply, length: length)
            }
            let body = ResponseBody(contentLength: length) { writer in
                defer { finish(record, bytes: length ?? 0) }
                do {
                    var paced: any ResponseBodyWriter = PacedWriter(base: writer, connection: visit.connection)
                    try await write(&paced)
                } catch {
                    logger.info("answer broken off", metadata: ["request_id": "\(visit.id)", "error": "\(error)"])
                    throw error
                }
            }
            return Response(status: reply.status, headers: reply.headers, body: body)
        case .webSocket(let session):
            visit.connection.webSocket.put(session)
            finish(record, bytes: 0)
            return Response(status: reply.status, headers: reply.headers)
        }
    }

    /// The answer to HEAD names the length that the answer to GET would have.
    private func withoutBody(_ reply: Reply, length: Int?) -> Response {
        var headers = reply.headers
        if let length { headers[.contentLength] = String(length) }
        return Response(status: reply.status, headers: headers)
    }

    private func finish(_ record: AccessRecord, bytes: Int) {
        inFlight.decrement()
        let duration = record.visit.started.duration(to: .now)
        (record.visit.endpoint?.metrics ?? strayMetrics).record(status: record.status, duration)
        options.accessLog?.write(record, bytes: bytes, duration: duration)
    }
}
