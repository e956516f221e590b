import Core

/// A regular expression of a list's filter, matched anywhere in a text (POSIX extended, without back references).
///
/// The text comes from a client, so that its cost must be bounded: the expression becomes a small program that is run over the
/// text once, with all its threads beside each other. Time is at most length × size, whatever the expression.
struct Pattern: Sendable {
    static let maximumLength = 255
    private let program: [PatternStep]

    /// - Throws: 400 for an expression that is none.
    init(_ text: String) throws {
        guard text.unicodeScalars.count <= Self.maximumLength else {
            throw Refusal.invalid("The pattern is longer than \(Self.maximumLength) characters.")
        }
        var parser = PatternParser(text)
        program = try PatternProgram.make(try parser.parse())
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var threads = Threads(count: program.count)
        for position in 0...scalars.count {
            // A match may begin anywhere, so that a thread begins at each position.
            if follow(0, position, scalars.count, &threads) { return true }
            guard position < scalars.count else { return false }
            var next = Threads(count: program.count)
            for index in threads.list {
                guard case .one(let set) = program[index], set.contains(scalars[position]) else { continue }
                if follow(index + 1, position + 1, scalars.count, &next) { return true }
            }
            threads = next
        }
        return false
    }

    /// Adds the threads that begin at `index` without taking a character.
    ///
    /// - Returns: whether one of them is at the end of the program.
    private func follow(_ index: Int, _ position: Int, _ end: Int, _ threads: inout Threads) -> Bool {
        var waiting = [index]
        while let index = waiting.popLast() {
            guard threads.insert(index) else { continue }
            switch program[index] {
            case .match: return true
            case .one: continue
            case .start: if position == 0 { waiting.append(index + 1) }
            case .end: if position == end { waiting.append(index + 1) }
            case .split(let a, let b): waiting += [b, a]
            case .jump(let target): waiting.append(target)
            }
        }
        return false
    }

    private struct Threads {
        private var isThere: [Bool]
        private(set) var list: [Int] = []

        init(count: Int) { isThere = Array(repeating: false, count: count) }

        mutating func insert(_ index: Int) -> Bool {
            guard !isThere[index] else { return false }
            isThere[index] = true
            list.append(index)
            return true
        }
    }
}
