/// How an activation ended, as its metric counts it.
enum Outcome: String, CaseIterable, Sendable {
    case settled, committed, waiting, faulted
    /// The resource changed between `load` and `commit`.
    case moved
    /// The resource is not there any more.
    case gone
    /// Something threw; it is tried again.
    case failed
}
