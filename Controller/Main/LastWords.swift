import Core
import Glibc

/// Why the program ends: one line on standard error, for people on a terminal, in JSON in a log.
enum LastWords {
    static func say(_ fault: Fault) {
        let line = isatty(STDERR_FILENO) == 1 ? plain(fault) : json(fault)
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// As the help of `apus-controller` documents them (sysexits.h).
    static func exitCode(of fault: Fault) -> Int32 {
        if fault.code.hasPrefix("CONFIG-") { return 78 }
        return switch fault.code {
        case "CONTROLLER-PORT": 69
        case "CONTROLLER-RUNNING", "STORE-IN-USE": 75
        case "FILE-READ", "TRUST-KEY-MODE", "IDENTITY-KEY-MODE": 77
        default: 1
        }
    }

    static func plain(_ fault: Fault) -> String {
        var line = "apus-controller: \(fault.message)"
        if let detail = fault.detail { line += " (\(detail))" }
        if let cause = fault.cause { line += ": \(cause)" }
        if let hint = fault.hint { line += ". \(hint)" }
        return line + " [\(fault.code)]"
    }

    private static func json(_ fault: Fault) -> String {
        let bytes = JSONWriter.bytes { w in
            w.object { w in
                w.field("time", SystemTime().now.iso8601())
                w.field("level", "critical")
                w.field("label", "apus-controller")
                w.field("message", fault.message)
                w.field("code", fault.code)
                if let hint = fault.hint { w.field("hint", hint) }
                if let detail = fault.detail { w.field("detail", detail) }
                if let cause = fault.cause { w.field("cause", "\(cause)") }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
