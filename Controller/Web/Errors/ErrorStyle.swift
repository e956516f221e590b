public import Core

/// The shape of a service's error bodies. Each OpenStack service has its own, and clients look for their message in it.
public enum ErrorStyle: Sendable, CaseIterable {
    case identity
    case compute
    case network
    case image
    case volume
    case placement
    case object
    case orchestration
    case keyManager
    case baremetal
    case metric
    case alarm
    case loadBalancer
    case apus
}

extension ErrorStyle {
    /// The body that tells a client about a fault, and its media type. Only Apus's own style has room for the hint: strict
    /// clients refuse members that they don't know.
    public func body(_ fault: Fault, requestID: String) -> (contentType: String, bytes: [UInt8]) {
        if self == .object { return ("text/html; charset=UTF-8", html(fault)) }
        var writer = JSONWriter()
        // Everywhere else the token is checked by the identity service's own middleware, which answers in its shape.
        let style = fault.kind == .unauthorized && self != .apus ? .identity : self
        writer.object { style.members(fault, requestID, &$0) }
        return ("application/json", writer.bytes)
    }

    private func members(_ fault: Fault, _ requestID: String, _ w: inout JSONWriter) {
        let code = fault.kind.status
        let title = fault.kind.title
        switch self {
        case .identity:
            w.field("error") { w in
                w.object { w in
                    w.field("code", code)
                    w.field("message", fault.message)
                    w.field("title", title)
                }
            }
        case .compute, .volume:
            w.field(fault.kind.computeName) { w in
                w.object { w in
                    w.field("code", code)
                    w.field("message", fault.message)
                }
            }
        case .network:
            w.field("NeutronError") { w in
                w.object { w in
                    w.field("type", fault.type ?? fault.kind.networkType)
                    w.field("message", fault.message)
                    w.field("detail", "")
                }
            }
        case .image:
            w.field("message", fault.message)
            w.field("code", "\(code) \(title)")
            w.field("title", title)
        case .placement: placement(fault, requestID, &w)
        case .orchestration:
            w.field("explanation", fault.kind.explanation)
            w.field("code", code)
            w.field("error") { w in
                w.object { w in
                    w.field("message", fault.message)
                    w.field("traceback", String?.none)
                    w.field("type", fault.kind.networkType)
                }
            }
            w.field("title", title)
        case .keyManager, .metric:
            w.field("code", code)
            w.field("title", title)
            w.field("description", fault.message)
        case .baremetal: w.field("error_message", Self.wsme(fault))
        case .alarm: w.field("error_message") { w in w.object { Self.wsme(fault, &$0) } }
        case .loadBalancer: Self.wsme(fault, &w)
        case .object: break
        case .apus: apus(fault, requestID, &w)
        }
    }

    private func placement(_ fault: Fault, _ requestID: String, _ w: inout JSONWriter) {
        w.field("errors") { w in
            w.array { w in
                w.object { w in
                    w.field("status", fault.kind.status)
                    w.field("title", fault.kind.title)
                    w.field("detail", fault.message)
                    w.field("code", fault.type ?? "placement.undefined_code")
                    w.field("request_id", requestID)
                }
            }
        }
    }

    private func apus(_ fault: Fault, _ requestID: String, _ w: inout JSONWriter) {
        w.field("error") { w in
            w.object { w in
                w.field("code", fault.code)
                w.field("message", fault.message)
                w.field("hint", fault.hint)
                w.field("request_id", requestID)
            }
        }
    }

    private static func wsme(_ fault: Fault, _ w: inout JSONWriter) {
        w.field("faultcode", fault.kind.status >= 500 ? "Server" : "Client")
        w.field("faultstring", fault.message)
        w.field("debuginfo", String?.none)
    }

    /// The bare metal service has the document as text inside its document.
    private static func wsme(_ fault: Fault) -> String {
        var writer = JSONWriter()
        writer.object { wsme(fault, &$0) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func html(_ fault: Fault) -> [UInt8] {
        Array("<html><h1>\(fault.kind.title)</h1><p>\(Self.escaped(fault.message))</p></html>".utf8)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}

extension ErrorStyle {
    /// The 403 of a policy rule that did not allow it, in the words of the service.
    func forbidden(_ rule: String) -> Fault {
        let message =
            switch self {
            case .compute, .volume: "Policy doesn't allow \(rule) to be performed."
            case .placement: "Policy does not allow \(rule) to be performed."
            case .network: "rule:\(rule) is disallowed by policy"
            case .orchestration, .image, .object: "You are not authorized to complete this action."
            default: "You are not authorized to perform the requested action: \(rule)."
            }
        return Fault(
            .forbidden, code: "POLICY-FORBIDDEN", message,
            hint: "Ask an administrator for a role that policy rule '\(rule)' allows.")
    }
}
