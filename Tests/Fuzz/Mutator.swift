import AgentRuntime

/// Makes inputs out of others, always the same ones for a seed: for builds without libFuzzer, which sees where an input leads.
struct Mutator {
    private var random: SeededRandom
    private let words: [[UInt8]]

    init(seed: UInt64, words: [String]) {
        random = SeededRandom(seed: seed)
        self.words = words.map { Array($0.utf8) } + Self.numbers + Self.oddities
    }

    private static let numbers: [[UInt8]] = [
        "-1", "0", "255", "65536", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e999", "-1e40",
    ].map { Array($0.utf8) }

    /// Ends of integers' ranges; a line separator, a combining accent and half of a surrogate pair.
    private static let oddities: [[UInt8]] = [
        [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0xE2, 0x80, 0xA8], [0xCC, 0x81], [0xED, 0xA0, 0x80],
    ]

    /// A few changes of one of the inputs.
    mutating func next(_ corpus: [[UInt8]], limit: Int) -> [UInt8] {
        var input = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...5, using: &random) { change(&input, corpus) }
        return Array(input.prefix(limit))
    }

    private mutating func change(_ input: inout [UInt8], _ corpus: [[UInt8]]) {
        let place = Int.random(in: 0...input.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < input.count: input[place] = UInt8.random(in: .min ... .max, using: &random)
        case 2: input.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
        case 3: input.removeSubrange(piece(of: input))
        case 4: input.insert(contentsOf: input[piece(of: input)], at: place)
        case 5:
            let other = corpus.randomElement(using: &random) ?? []
            input.insert(contentsOf: other[piece(of: other)], at: place)
        case 6: input.replaceSubrange(piece(of: input), with: words.randomElement(using: &random) ?? [])
        default: input.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
        }
    }

    /// Short ones are more likely.
    private mutating func piece(of input: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...input.count, using: &random)
        let most = min(input.count - start, 1 << Int.random(in: 0...8, using: &random))
        return start..<start + Int.random(in: 0...most, using: &random)
    }
}
