import Core

/// How a run has ended.
struct Outcome: Sendable {
    let effects: [Effect]
    /// What must never happen, and has.
    let wrongs: [String]
    /// Nil where the run did not come that far.
    let summary: Summary?
    let time: Duration
    let wasKilled: Bool

    /// What is wrong with it beside a run that nothing has befallen.
    func faults(beside reference: Outcome) -> [String] {
        var faults = wrongs
        if let summary, let expected = reference.summary { faults += expected.difference(to: summary) }
        return faults
    }
}
