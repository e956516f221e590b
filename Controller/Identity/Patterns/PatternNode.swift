/// A parsed regular expression.
indirect enum PatternNode: Sendable {
    case empty
    case character(PatternSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `maximum` nil: without end.
    case repeated(PatternNode, minimum: Int, maximum: Int?)
}

/// What must hold between two characters.
enum PatternAssertion: Sendable {
    case textStart
    case textEnd
    /// At the end, or before the line feed that is the last character (`$`).
    case lastLineEnd
    case wordBoundary
    case noWordBoundary
}
