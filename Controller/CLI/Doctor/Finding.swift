/// What one check found.
struct Finding: Sendable, Equatable {
    enum Verdict: String, Sendable {
        case good
        /// It works, but will not for ever, or not for everything.
        case warning
        case bad
    }

    let check: String
    let verdict: Verdict
    /// A word to search for; empty where all is well.
    let code: String
    let message: String
    let remedy: String

    static func good(_ check: String, _ message: String) -> Finding {
        Finding(check: check, verdict: .good, code: "", message: message, remedy: "")
    }

    static func bad(_ check: String, _ code: String, _ message: String, _ remedy: String) -> Finding {
        Finding(check: check, verdict: .bad, code: code, message: message, remedy: remedy)
    }

    static func warning(_ check: String, _ code: String, _ message: String, _ remedy: String) -> Finding {
        Finding(check: check, verdict: .warning, code: code, message: message, remedy: remedy)
    }
}
