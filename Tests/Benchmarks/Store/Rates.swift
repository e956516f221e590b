/// Operations per second, as they were measured in turns.
struct Rates {
    enum Side: Hashable {
        case plain, store
    }

    private struct Key: Hashable {
        let load: Load
        let side: Side
    }

    private var samples: [Key: [Double]] = [:]

    mutating func add(_ load: Load, _ side: Side, _ rate: Double) {
        samples[Key(load: load, side: side), default: []].append(rate)
    }

    /// The median of the rounds.
    func median(_ load: Load, _ side: Side) -> Double {
        let sorted = (samples[Key(load: load, side: side)] ?? []).sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
