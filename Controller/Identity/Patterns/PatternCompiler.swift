/// Writes the program of a parsed regular expression.
struct PatternCompiler {
    private var program: [PatternStep] = []

    static func compile(_ node: PatternNode) throws(BoundedPattern.Refusal) -> [PatternStep] {
        var compiler = PatternCompiler()
        try compiler.write(node)
        try compiler.append(.found)
        return compiler.program
    }

    private mutating func append(_ step: PatternStep) throws(BoundedPattern.Refusal) {
        guard program.count < BoundedPattern.longestProgram else {
            throw BoundedPattern.Refusal(reason: "it repeats too much")
        }
        program.append(step)
    }

    private mutating func write(_ node: PatternNode) throws(BoundedPattern.Refusal) {
        switch node {
        case .empty: break
        case .character(let set): try append(.character(set))
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try write(node) }
        case .choice(let nodes): try choice(nodes[...])
        case .repeated(let node, let minimum, let maximum): try repeated(node, minimum, maximum)
        }
    }

    private mutating func choice(_ nodes: ArraySlice<PatternNode>) throws(BoundedPattern.Refusal) {
        guard let first = nodes.first else { return }
        guard nodes.count > 1 else { return try write(first) }
        let split = program.count
        try append(.split(split + 1, 0))
        try write(first)
        let jump = program.count
        try append(.jump(0))
        program[split] = .split(split + 1, program.count)
        try choice(nodes.dropFirst())
        program[jump] = .jump(program.count)
    }

    private mutating func repeated(
        _ node: PatternNode, _ minimum: Int, _ maximum: Int?
    ) throws(BoundedPattern.Refusal) {
        for _ in 0..<minimum {
            let start = program.count
            try write(node)
            // What is empty is so however often it stands there.
            if program.count == start { break }
        }
        guard let maximum else {
            let split = program.count
            try append(.split(split + 1, 0))
            try write(node)
            try append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        for _ in minimum..<max(minimum, maximum) {
            let split = program.count
            try append(.split(split + 1, 0))
            try write(node)
            program[split] = .split(split + 1, program.count)
        }
    }
}
