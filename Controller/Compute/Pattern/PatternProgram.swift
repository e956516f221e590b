/// One step of a pattern's program.
enum PatternStep: Sendable {
    case one(PatternSet)
    case start
    case end
    case split(Int, Int)
    case jump(Int)
    case match
}

/// Some characters, or all but some.
struct PatternSet: Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isNegated = false

    static let any = PatternSet(isNegated: true)

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
}

/// A pattern as its parser sees it.
indirect enum PatternNode {
    case one(PatternSet)
    case start
    case end
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `most` is nil for no bound.
    case times(PatternNode, least: Int, most: Int?)
}

enum PatternProgram {
    /// No honest filter comes near it.
    private static let maximumSteps = 4000

    static func make(_ node: PatternNode) throws -> [PatternStep] {
        var steps: [PatternStep] = []
        try add(node, to: &steps)
        return steps + [.match]
    }

    private static func add(_ node: PatternNode, to steps: inout [PatternStep]) throws {
        guard steps.count < maximumSteps else { throw Refusal.invalid("The pattern is too large.") }
        switch node {
        case .one(let set): steps.append(.one(set))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        case .sequence(let nodes): for node in nodes { try add(node, to: &steps) }
        case .choice(let nodes): try addChoice(nodes[...], to: &steps)
        case .times(let node, let least, let most):
            for _ in 0..<least {
                let count = steps.count
                try add(node, to: &steps)
                // Nothing, however often: the loops within it would multiply without an end.
                if steps.count == count { break }
            }
            if let most {
                for _ in least..<most { try addOptional(node, to: &steps) }
            } else {
                try addLoop(node, to: &steps)
            }
        }
    }

    private static func addChoice(_ nodes: ArraySlice<PatternNode>, to steps: inout [PatternStep]) throws {
        guard let first = nodes.first else { return }
        guard nodes.count > 1 else { return try add(first, to: &steps) }
        let split = steps.count
        steps.append(.match)
        try add(first, to: &steps)
        let jump = steps.count
        steps.append(.match)
        steps[split] = .split(split + 1, steps.count)
        try addChoice(nodes.dropFirst(), to: &steps)
        steps[jump] = .jump(steps.count)
    }

    private static func addOptional(_ node: PatternNode, to steps: inout [PatternStep]) throws {
        let split = steps.count
        steps.append(.match)
        try add(node, to: &steps)
        steps[split] = .split(split + 1, steps.count)
    }

    private static func addLoop(_ node: PatternNode, to steps: inout [PatternStep]) throws {
        let split = steps.count
        steps.append(.match)
        try add(node, to: &steps)
        steps.append(.jump(split))
        steps[split] = .split(split + 1, steps.count)
    }
}
