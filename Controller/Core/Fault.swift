/// Everything that can go wrong on the way to an answer: what the client is told, and what only the operator sees.
///
/// `message` and `hint` reach the tenant; `detail` and `cause` go to the log only. The body of the HTTP answer is made
/// from a fault in one place, in Web.
public struct Fault: Error, Sendable {
    /// What kind of refusal this is; it decides the HTTP status.
    public enum Kind: Int, Sendable, CaseIterable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case notAcceptable = 406
        case requestTimeout = 408
        case conflict = 409
        case gone = 410
        case lengthRequired = 411
        case preconditionFailed = 412
        case contentTooLarge = 413
        case uriTooLong = 414
        case unsupportedMediaType = 415
        case rangeNotSatisfiable = 416
        case unprocessable = 422
        case tooManyRequests = 429
        case headersTooLarge = 431
        case internalError = 500
        case notImplemented = 501
        case unavailable = 503

        public var status: Int { rawValue }
    }

    public var kind: Kind
    /// A stable word for programs and for searching, such as `IDENTITY-NOT-FOUND`.
    public var code: String
    /// The word for it in the bodies of services that have one of their own: the network service's exception, such as
    /// `PortNotFound`, the placement service's error code. Nil for the general one of its kind.
    public var type: String?
    /// What happened, for the client.
    public var message: String
    /// What to do about it, for the client.
    public var hint: String?
    /// What happened, for the operator.
    public var detail: String?
    public var cause: (any Error)?

    public init(
        _ kind: Kind, code: String, type: String? = nil, _ message: String, hint: String? = nil, detail: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.code = code
        self.type = type
        self.message = message
        self.hint = hint
        self.detail = detail
        self.cause = cause
    }
}

extension Fault: CustomStringConvertible {
    public var description: String {
        var text = "\(code): \(message)"
        if let detail { text += " (\(detail))" }
        if let cause { text += " because of \(cause)" }
        return text
    }
}
