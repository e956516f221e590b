import Core
import HTTPTypes
import Logging

/// What `RequestContext` is a handle on. Everything is known before the policy is asked, so that nothing changes later; what
/// costs something and is seldom needed is computed when asked for.
final class Exchange: Sendable {
    let id: String
    let globalID: String?
    let api: API
    let head: HTTPRequest
    let path: String
    let parameters: [String: String]
    let rawQuery: Substring
    let site: Authority
    let microversion: Microversion?
    let caller: Caller?
    let remoteAddress: String?
    let now: Timestamp
    let body: BodyReader
    let policy: PolicyEngine
    /// This request shares its connection with others.
    let isHTTP2: Bool
    let baseLogger: Logger

    init(
        id: String, globalID: String?, api: API, head: HTTPRequest, path: String, parameters: [String: String],
        rawQuery: Substring, site: Authority, microversion: Microversion?, caller: Caller?, remoteAddress: String?,
        now: Timestamp, body: BodyReader, policy: PolicyEngine, isHTTP2: Bool, logger: Logger
    ) {
        self.id = id
        self.globalID = globalID
        self.api = api
        self.head = head
        self.path = path
        self.parameters = parameters
        self.rawQuery = rawQuery
        self.site = site
        self.microversion = microversion
        self.caller = caller
        self.remoteAddress = remoteAddress
        self.now = now
        self.body = body
        self.policy = policy
        self.isHTTP2 = isHTTP2
        self.baseLogger = logger
    }

    var origin: String { site.origin }

    var query: Query { Query(rawQuery) }

    var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "request_id"] = .string(id)
        if let globalID { logger[metadataKey: "global_request_id"] = .string(globalID) }
        return logger
    }

    /// The target with the parameters of the path; what a loader says wins.
    func complete(_ target: PolicyTarget) -> PolicyTarget {
        if parameters.isEmpty { return target }
        var complete = target
        for (name, value) in parameters where complete[name] == nil { complete[name] = .string(value) }
        return complete
    }
}
