/// Why a rule cannot be used, before it is known in which file and line it stands.
struct PolicyProblem: Error, Equatable {
    let reason: String
    /// The rule that is wrong, then the one that refers to it, and so on.
    var rules: [String] = []

    init(_ reason: String) {
        self.reason = reason
    }
}
