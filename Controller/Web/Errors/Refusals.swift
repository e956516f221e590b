import Core

/// The faults of the web layer itself, in the words that clients of upstream's services know.
enum Refusals {
    static let unauthenticated = Fault(
        .unauthorized, code: "AUTH-REQUIRED", "The request you have made requires authentication.",
        hint: "Send a valid token in X-Auth-Token.")

    static let notFound = Fault(.notFound, code: "WEB-NO-ROUTE", "The resource could not be found.")

    static let methodNotAllowed = Fault(
        .methodNotAllowed, code: "WEB-METHOD", "The method is not allowed for the requested URL.")

    static let badPath = Fault(.badRequest, code: "WEB-PATH", "The path of the URL is not validly encoded.")

    static let badHost = Fault(.badRequest, code: "WEB-HOST", "The Host header is not valid.")

    static let uriTooLong = Fault(.uriTooLong, code: "WEB-URI-LENGTH", "The URL is longer than \(Site.maximumURILength) bytes.")

    static let bodyTooLarge = Fault(.contentTooLarge, code: "WEB-BODY-SIZE", "The request body is too large.")

    static let bodyTooSlow = Fault(.requestTimeout, code: "WEB-BODY-TIME", "The request body did not arrive in time.")

    /// The client is gone, or the time for a shutdown is over.
    static let cancelled = Fault(.unavailable, code: "WEB-CANCELLED", "The request was broken off.")

    static func bodyBroken(_ cause: any Error) -> Fault {
        Fault(.badRequest, code: "WEB-BODY-BROKEN", "The request body is incomplete or not validly framed.", cause: cause)
    }

    static func unsupportedMediaType(_ type: String?) -> Fault {
        Fault(
            .unsupportedMediaType, code: "WEB-MEDIA-TYPE", "The media type '\(type ?? "")' is not supported.",
            hint: "Send application/json.")
    }

    static func malformedJSON(_ reason: String) -> Fault {
        Fault(.badRequest, code: "WEB-JSON", "The request body is not valid JSON: \(reason).")
    }

    static func query(_ message: String) -> Fault {
        Fault(.badRequest, code: "WEB-QUERY", message)
    }

    static func versionMalformed(_ text: String) -> Fault {
        Fault(
            .badRequest, code: "WEB-VERSION",
            "API Version String '\(text)' is of invalid format. It must be of format 'major.minor' or 'latest'.")
    }

    static func versionUnsupported(_ version: Microversion, _ range: ClosedRange<Microversion>) -> Fault {
        Fault(
            .notAcceptable, code: "WEB-VERSION",
            "Version \(version) is not supported by the API. Minimum is \(range.lowerBound) and maximum is \(range.upperBound).")
    }

    /// What a client is told about anything that is no fault; the log has the rest, under the same request id.
    static func unexpected(_ error: any Error) -> Fault {
        Fault(
            .internalError, code: "INTERNAL", "An unexpected error prevented the server from fulfilling your request.",
            hint: "The log of the controller has the details under the request id.", cause: error)
    }

    /// After these the rest of the body is not worth waiting for, and the connection ends.
    static func leavesBodyUnread(_ fault: Fault) -> Bool {
        [bodyTooLarge.code, bodyTooSlow.code, "WEB-BODY-BROKEN"].contains(fault.code)
    }
}
