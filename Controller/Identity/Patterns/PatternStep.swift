/// One step of the program that a regular expression becomes.
enum PatternStep: Sendable {
    /// Goes on after a character of the set.
    case character(PatternSet)
    case assertion(PatternAssertion)
    /// Both ways.
    case split(Int, Int)
    case jump(Int)
    case found
}
