/// Why a rule cannot be used, before it is known in which file and line it stands.
struct PolicyProblem: Error, Equatable {
    /// The rule that is wrong, once known.
    var rule: String?
    let reason: String

    init(_ reason: String, rule: String? = nil) {
        self.reason = reason
        self.rule = rule
    }
}
