/// A set of characters: one, some ranges, or all others.
struct PatternSet: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case digit
        case space
        case word
    }

    var ranges: [ClosedRange<UInt32>] = []
    /// Named sets in it, and whether each stands for what is not in it (`\D`).
    var kinds: [(kind: Kind, isNegated: Bool)] = []
    var isNegated = false

    static func == (a: PatternSet, b: PatternSet) -> Bool {
        a.ranges == b.ranges && a.isNegated == b.isNegated && a.kinds.count == b.kinds.count
            && zip(a.kinds, b.kinds).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
    }

    /// Everything but a line feed: the dot.
    static let dot = PatternSet(ranges: [10...10], isNegated: true)

    static func one(_ scalar: Unicode.Scalar) -> PatternSet { PatternSet(ranges: [scalar.value...scalar.value]) }

    static func kind(_ kind: Kind, isNegated: Bool) -> PatternSet { PatternSet(kinds: [(kind, isNegated)]) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isIn = ranges.contains { $0.contains(scalar.value) } || kinds.contains { Self.has($0.kind, scalar) != $0.isNegated }
        return isIn != isNegated
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool { has(.word, scalar) }

    private static func has(_ kind: Kind, _ scalar: Unicode.Scalar) -> Bool {
        switch kind {
        case .digit: scalar.properties.numericType == .decimal
        case .space: scalar.properties.isWhitespace
        case .word: scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }
}
