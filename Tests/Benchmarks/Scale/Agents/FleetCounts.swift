import Core
import Glibc

/// What the simulated fleet tells the process that measures: a few numbers in a file, written whole in one piece.
struct FleetCounts: Sendable {
    struct Counts: Sendable {
        /// Sessions that have got all of their sets and have said all that they see, since the start of the fleet.
        var synchronized = 0
        /// Peers that agents have heard of in deltas.
        var peers = 0
        /// When the last of them came.
        var lastPeer = Timestamp(microseconds: 0)
        /// Sessions that ended otherwise than with the controller.
        var refused = 0
    }

    private let path: String

    init(_ directory: StateDirectory) { path = "\(directory.path)/fleet.counts" }

    func write(_ counts: Counts) throws {
        let text = "\(counts.synchronized) \(counts.peers) \(counts.lastPeer.microseconds) \(counts.refused)"
        let line = Array((text + String(repeating: " ", count: max(0, 100 - text.utf8.count))).utf8)
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        guard file >= 0 else { throw Failure("\(path): \(Errno.last.text)") }
        defer { close(file) }
        guard pwrite(file, line, line.count, 0) == line.count else { throw Failure("\(path): \(Errno.last.text)") }
    }

    func read() throws -> Counts {
        guard let bytes = try DurableFile.read(path) else { return Counts() }
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 4 else { return Counts() }
        return Counts(
            synchronized: Int(numbers[0]), peers: Int(numbers[1]), lastPeer: Timestamp(microseconds: numbers[2]),
            refused: Int(numbers[3]))
    }
}
