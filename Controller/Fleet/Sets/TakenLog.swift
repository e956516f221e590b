import AgentProtocol
import Core
import Store
import Synchronization

/// How far hosts are with the sets that they share, on its way to the database.
///
/// One port on a network of a thousand hosts makes a thousand of these words within a moment, and nothing waits for them: they are
/// only shown. So they are gathered for a moment and written together. Killed before that, nothing is lost: with its next
/// session each host says them again.
final class TakenLog: Sendable {
    struct Word: Sendable, Equatable {
        let host: String
        let set: String
        let epoch: Int64
        let revision: Int64
    }

    private struct Key: Hashable {
        let host: String
        let set: String
    }

    /// For how long words gather.
    static let gathering = Duration.milliseconds(500)
    /// Words of one transaction: others wait for it no longer than for any other.
    private static let batch = 256

    private let waiting = Mutex<[Key: Word]>([:])
    /// Yields when there is something to write.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The newest word of a host about a set takes the place of the one before.
    func note(_ word: Word) {
        let isFirst = waiting.withLock { waiting in
            waiting[Key(host: word.host, set: word.set)] = word
            return waiting.count == 1
        }
        if isFirst { wake.yield() }
    }

    /// What has gathered, in pieces of one transaction each.
    func take() -> [ArraySlice<Word>] {
        let words = waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting.values.sorted { ($0.host, $0.set) < ($1.host, $1.set) }
        }
        return stride(from: 0, to: words.count, by: Self.batch).map { words[$0..<min($0 + Self.batch, words.count)] }
    }

    /// Of a set that the host does not follow any more, nothing is kept. An older session's word counts for nothing.
    static func write(_ words: ArraySlice<Word>, _ tx: Transaction) throws {
        for word in words {
            let (host, set) = (word.host, word.set)
            let isWritten = try tx.execute(
                """
                INSERT INTO fleet_set_taken (host, set_name, revision)
                SELECT s.host, f.set_name, \(word.revision) FROM fleet_session s JOIN fleet_subscription f ON f.host = s.host
                WHERE s.host = \(host) AND s.epoch = \(word.epoch) AND f.set_name = \(set)
                ON CONFLICT (host, set_name) DO UPDATE SET revision = excluded.revision
                """)
            guard isWritten == 0 else { continue }
            try tx.execute(
                """
                DELETE FROM fleet_set_taken WHERE host = \(host) AND set_name = \(set)
                    AND NOT EXISTS (SELECT 1 FROM fleet_subscription f WHERE f.host = \(host) AND f.set_name = \(set))
                """)
        }
    }
}
