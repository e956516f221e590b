import HTTPTypes

extension HTTPField.Name {
    static let authToken = named("X-Auth-Token")
    static let requestID = named("x-openstack-request-id")
    static let computeRequestID = named("x-compute-request-id")
    static let openStackVersion = named("OpenStack-API-Version")
    static let forwarded = named("Forwarded")
    static let forwardedFor = named("X-Forwarded-For")
    static let forwardedHost = named("X-Forwarded-Host")
    static let forwardedProto = named("X-Forwarded-Proto")

    /// - Precondition: the text is a token (RFC 9110 §5.6.2); it is our own, never a client's.
    static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
