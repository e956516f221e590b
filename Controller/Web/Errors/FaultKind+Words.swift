import Core

extension Fault.Kind {
    /// The reason phrase (RFC 9110 §15), which most error bodies repeat.
    var title: String {
        switch self {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .notAcceptable: "Not Acceptable"
        case .requestTimeout: "Request Timeout"
        case .conflict: "Conflict"
        case .gone: "Gone"
        case .lengthRequired: "Length Required"
        case .preconditionFailed: "Precondition Failed"
        case .contentTooLarge: "Request Entity Too Large"
        case .uriTooLong: "Request-URI Too Long"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .rangeNotSatisfiable: "Requested Range Not Satisfiable"
        case .unprocessable: "Unprocessable Entity"
        case .tooManyRequests: "Too Many Requests"
        case .headersTooLarge: "Request Header Fields Too Large"
        case .internalError: "Internal Server Error"
        case .notImplemented: "Not Implemented"
        case .unavailable: "Service Unavailable"
        }
    }

    /// The name under which the compute and block storage services put a fault (API reference, "Faults").
    var computeName: String {
        switch self {
        case .badRequest: "badRequest"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "itemNotFound"
        case .methodNotAllowed: "badMethod"
        case .conflict: "conflictingRequest"
        case .contentTooLarge, .tooManyRequests: "overLimit"
        case .unsupportedMediaType: "badMediaType"
        case .notImplemented: "notImplemented"
        case .unavailable: "serviceUnavailable"
        default: "computeFault"
        }
    }

    /// The exception that the network and orchestration services name.
    var networkType: String {
        self == .forbidden ? "PolicyNotAuthorized" : "HTTP" + title.filter { $0 != " " && $0 != "-" }
    }

    /// What the orchestration service says about a status in general.
    var explanation: String {
        switch self {
        case .badRequest:
            "The server could not comply with the request since it is either malformed or otherwise incorrect."
        case .forbidden: "Access was denied to this resource."
        case .notFound: "The resource could not be found."
        case .conflict: "There was a conflict when trying to complete your request."
        case .internalError: "The server has either erred or is incapable of performing the requested operation."
        default: title
        }
    }
}
