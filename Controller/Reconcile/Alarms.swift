internal import Core

/// Lanes by the moment at which they become due, earliest first.
struct Alarms {
    private var entries: [(time: Timestamp, lane: Lane)] = []

    var first: Timestamp? { entries.first?.time }

    mutating func insert(_ lane: Lane, at time: Timestamp) {
        entries.insert((time, lane), at: position(lane, time))
    }

    mutating func remove(_ lane: Lane, at time: Timestamp) {
        let position = position(lane, time)
        guard position < entries.count, entries[position] == (time, lane) else { return }
        entries.remove(at: position)
    }

    /// Takes out all whose moment has come.
    mutating func removeDue(_ now: Timestamp) -> [Lane] {
        let due = entries.prefix { $0.time <= now }.map(\.lane)
        entries.removeFirst(due.count)
        return due
    }

    private func position(_ lane: Lane, _ time: Timestamp) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < (time, lane) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
