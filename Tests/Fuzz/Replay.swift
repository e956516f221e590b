import Glibc

/// One target in a process of its own: first all inputs of the corpus, then changed ones for some time.
struct Replay {
    let target: FuzzTarget
    let corpus: Corpus
    let seconds: Double
    let seed: UInt64
    /// Where the input that is being read is kept.
    let current: String

    /// - Throws: `Finding`, whose input is in the file.
    func run() throws {
        let inputs = corpus.inputs(of: target)
        guard !inputs.isEmpty else { throw Finding("there is no corpus in \(corpus.directory)/\(target.name)") }
        let keeper = try Guard(current)
        for (name, bytes) in inputs { try Self.naming(name) { try keeper.run(target, bytes) } }
        var mutator = Mutator(seed: seed, words: target.words)
        let (bodies, end) = (inputs.map(\.bytes), Self.processorTime + seconds)
        var count = 0
        while Self.processorTime < end {
            try Self.naming("seed \(seed), \(count + 1)") { try keeper.run(target, mutator.next(bodies, limit: target.limit)) }
            count += 1
        }
        print("  ✓ \(target.name): \(inputs.count) replayed, \(count) made")
    }

    private static func naming(_ input: String, _ body: () throws -> Void) throws {
        do { try body() } catch { throw Finding("\(input): \(error)") }
    }

    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
