/// What is measured.
enum Load: CaseIterable, Hashable {
    case oneWriter, sixteenWriters, sixtyFourWriters, reads

    /// Concurrent writers; nil for reads.
    var writers: Int? {
        switch self {
        case .oneWriter: 1
        case .sixteenWriters: 16
        case .sixtyFourWriters: 64
        case .reads: nil
        }
    }

    var title: String {
        writers.map { "commits, \($0) writer\($0 == 1 ? "" : "s")" } ?? "reads of one row, one after the other"
    }
}
