/// Runs the program of a regular expression over a text, all ways at once: a step is visited once for each character.
struct PatternMachine {
    private let program: [PatternStep]
    private let text: [Unicode.Scalar]
    /// The steps that wait for the next character.
    private var waiting: [Int] = []
    /// At which position each step was last reached.
    private var reached: [Int]

    init(program: [PatternStep], text: [Unicode.Scalar]) {
        self.program = program
        self.text = text
        reached = Array(repeating: -1, count: program.count)
    }

    mutating func search() -> Bool {
        for position in 0...text.count {
            // A match may begin here as well.
            if enter(0, at: position) { return true }
            guard position < text.count else { break }
            let scalar = text[position]
            let steps = waiting
            waiting = []
            for step in steps {
                guard case .character(let set) = program[step], set.contains(scalar) else { continue }
                if enter(step + 1, at: position + 1) { return true }
            }
        }
        return false
    }

    /// Follows all that needs no character.
    ///
    /// - Returns: whether that leads to the end of the program.
    private mutating func enter(_ start: Int, at position: Int) -> Bool {
        var open = [start]
        while let step = open.popLast() {
            guard reached[step] != position else { continue }
            reached[step] = position
            switch program[step] {
            case .found: return true
            case .character: waiting.append(step)
            case .jump(let target): open.append(target)
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .assertion(let assertion): if holds(assertion, at: position) { open.append(step + 1) }
            }
        }
        return false
    }

    private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.count
        case .lastLineEnd: position == text.count || position == text.count - 1 && text[position] == "\n"
        case .wordBoundary: isWordBoundary(position)
        case .noWordBoundary: !isWordBoundary(position)
        }
    }

    private func isWordBoundary(_ position: Int) -> Bool {
        let before = position > 0 && PatternSet.isWord(text[position - 1])
        let after = position < text.count && PatternSet.isWord(text[position])
        return before != after
    }
}
