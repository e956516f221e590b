public import Core

/// Something that is not as it should be, and what to do about it: what `apus doctor` asks the controller for.
public struct Diagnosis: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        /// It works, but will not for ever, or not for everything.
        case warning
        case bad
    }

    /// What was looked at, such as "Host node1".
    public var check: String
    public var verdict: Verdict
    /// A stable word to search for.
    public var code: String
    public var message: String
    public var remedy: String
    /// Nil where it is not known.
    public var since: Timestamp?

    public init(
        _ check: String, _ verdict: Verdict, code: String, _ message: String, remedy: String, since: Timestamp? = nil
    ) {
        self.check = check
        self.verdict = verdict
        self.code = code
        self.message = message
        self.remedy = remedy
        self.since = since
    }

    public func write(_ w: inout JSONWriter) {
        w.object { w in
            w.field("check", check)
            w.field("verdict", verdict.rawValue)
            w.field("code", code)
            w.field("message", message)
            w.field("remedy", remedy)
            w.field("since", since?.iso8601())
        }
    }
}
