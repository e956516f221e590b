public import Core
public import HTTPTypes
public import Logging

/// One request on its way through a handler: what was asked, by whom, and the means to read the rest of it.
///
/// A small handle on shared state, cheap to pass along.
public struct RequestContext: Sendable {
    let exchange: Exchange

    /// `req-` and a UUID, made here; every answer carries it.
    public var id: String { exchange.id }
    /// The id that the caller gave a whole chain of requests, for the log.
    public var globalID: String? { exchange.globalID }
    public var api: API { exchange.api }
    public var method: HTTPRequest.Method { exchange.head.method }
    /// The path as it was sent, without the query.
    public var path: String { exchange.path }
    /// The parameters of the path, percent-decoded.
    public var parameters: [String: String] { exchange.parameters }
    public var query: Query { exchange.query }
    public var headers: HTTPFields { exchange.head.headerFields }
    /// `https://host:port` as the client sees it.
    public var origin: String { exchange.origin }
    /// Where this service begins; links are `base + "/v3/…"`.
    public var base: String { exchange.origin + exchange.api.prefix }
    public var microversion: Microversion? { exchange.microversion }
    public var caller: Caller? { exchange.caller }
    public var remoteAddress: String? { exchange.remoteAddress }
    /// When the request came in.
    public var now: Timestamp { exchange.now }
    /// Marks every line with the request id.
    public var logger: Logger { exchange.logger }

    public func requireCaller() throws -> Caller {
        guard let caller = exchange.caller else { throw Refusals.unauthenticated }
        return caller
    }

    public func parameter(_ name: String) throws -> String {
        guard let value = exchange.parameters[name] else {
            throw Fault(
                .internalError, code: "WEB-NO-PARAMETER", "The request could not be handled.",
                detail: "the route of \(exchange.path) has no parameter \(name)")
        }
        return value
    }

    /// For checks that can only be made inside a handler.
    ///
    /// - Throws: a 403 fault unless the rule allows it, 401 without a token.
    public func authorize(_ rule: String, _ target: PolicyTarget) throws {
        _ = try requireCaller()
        guard allows(rule, target) else { throw exchange.api.errors.forbidden(rule) }
    }

    public func allows(_ rule: String, _ target: PolicyTarget) -> Bool {
        guard let caller = exchange.caller else { return false }
        return exchange.policy.check(rule, caller: caller, target: exchange.complete(target))
    }

    /// The body as a JSON object; it may be asked for more than once.
    ///
    /// - Throws: 415 for another media type, 413 beyond the route's limit, 408 for one that does not arrive in time, 400 with
    ///   the reason and its place for anything that is not strict JSON in UTF-8.
    public func json() async throws -> JSONReader {
        try await exchange.body.json()
    }

    /// The body as JSON of any kind, for the few requests whose body is a list. It throws what `json` throws.
    public func anyJSON() async throws -> JSON {
        try await exchange.body.anyJSON().json
    }

    /// The fields of a form (`application/x-www-form-urlencoded`); none where the body is something else. It can be read once.
    public func form() async throws -> Query {
        try await exchange.body.form()
    }

    /// The body as it arrives, whatever its type. It can be read once.
    public var body: BodyStream { exchange.body.stream }
}
