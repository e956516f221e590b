import Foundation

/// The table and the aims.
struct Report {
    private let rates: Rates

    init(_ rates: Rates) {
        self.rates = rates
    }

    var lines: [String] {
        [row("per second, median of the rounds", "C sqlite3", "store", "store/C", "µs each")]
            + Load.allCases.map(row)
            + ["", aim("one writer, store / C", store(.oneWriter) / plain(.oneWriter), 0.9)]
            + [aim("64 writers / one writer, store", store(.sixtyFourWriters) / store(.oneWriter), 10)]
            + [aim("64 writers / one writer, C", plain(.sixtyFourWriters) / plain(.oneWriter), nil)]
    }

    private func row(_ load: Load) -> String {
        row(
            load.title, String(format: "%.0f", plain(load)), String(format: "%.0f", store(load)),
            String(format: "%.2f", store(load) / plain(load)), String(format: "%.1f", 1_000_000 / store(load)))
    }

    private func row(_ title: String, _ cells: String...) -> String {
        title.padding(toLength: 38, withPad: " ", startingAt: 0)
            + cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
    }

    private func aim(_ title: String, _ ratio: Double, _ aim: Double?) -> String {
        let judgement = aim.map { "   aim ≥ \($0)   \(ratio >= $0 ? "reached" : "MISSED")" } ?? ""
        return title.padding(toLength: 38, withPad: " ", startingAt: 0) + String(format: "%12.2f", ratio) + judgement
    }

    private func store(_ load: Load) -> Double { rates.median(load, .store) }
    private func plain(_ load: Load) -> Double { rates.median(load, .plain) }
}
