import AgentProtocol
import Core
import Store
import SwiftProtobuf

/// How far one session has told its agent about each of its sets, and what comes next.
///
/// A whole set is read part by part, each in a snapshot of its own. That is sound because its revision was taken with the
/// first part: whatever changed since comes again as a delta.
struct SetFollower {
    private enum Progress {
        case whole(after: String, revision: Int64)
        case following(Int64)
    }

    private var progress: [String: Progress] = [:]
    private let reader: SetReader
    /// A delta that needs more frames than this is given up for the whole set, which says each item once.
    private let deltaFrames: Int
    private var framesOfDelta: [String: Int] = [:]

    init(reader: SetReader = SetReader(), deltaFrames: Int = 8) {
        self.reader = reader
        self.deltaFrames = deltaFrames
    }

    struct Step {
        /// Nil when there is nothing to say.
        var body: ControllerFrame.OneOf_Body?
        /// There is more to say about this set.
        var isUnfinished = false
        /// All that has changed since a revision, which is the same for whoever is as far.
        var news: SetReader.Delta?
    }

    /// Up to which revision the agent has been told all; nil while it is being told the whole set.
    func revision(of set: String) -> Int64? {
        guard case .following(let revision)? = progress[set] else { return nil }
        return revision
    }

    /// What has been read for another session that is as far.
    mutating func take(_ news: SetReader.Delta, of set: String) -> Step {
        progress[set] = .following(news.revision)
        framesOfDelta[set] = nil
        return Step(body: Self.message(news, of: set))
    }

    mutating func next(_ snapshot: Snapshot, set: String) throws -> Step {
        switch progress[set] {
        case nil: try part(snapshot, set, after: "", revision: try Numbering.revision.current(snapshot))
        case .whole(let id, let revision): try part(snapshot, set, after: id, revision: revision)
        case .following(let revision): try news(snapshot, set, after: revision)
        }
    }

    /// What has changed; or all, if an operator has confirmed a removal since.
    private mutating func news(_ snapshot: Snapshot, _ set: String, after revision: Int64) throws -> Step {
        guard let confirmation = try RemovalConfirmation.generation(snapshot, set: set), confirmation > revision else {
            return try delta(snapshot, set, after: revision)
        }
        forget(set)
        return try next(snapshot, set: set)
    }

    /// The session no longer follows this set.
    mutating func forget(_ set: String) {
        progress[set] = nil
        framesOfDelta[set] = nil
    }

    private mutating func part(_ snapshot: Snapshot, _ set: String, after id: String, revision: Int64) throws -> Step {
        let part = try reader.part(snapshot, set: set, after: id)
        progress[set] = part.isLast ? .following(revision) : .whole(after: part.items.last?.id ?? id, revision: revision)
        framesOfDelta[set] = nil
        var message = Apus_Agent_V1_ItemSet.with {
            $0.set = set
            $0.revision = UInt64(revision)
            $0.items = part.items
            $0.lastPart = part.isLast
        }
        if part.isLast { try complete(&message, snapshot) }
        // What has changed since the first part was read may have hinted while a later one was on its way.
        return Step(body: .itemSet(message), isUnfinished: !part.isLast || !id.isEmpty)
    }

    /// What lets an agent tell a removal that is meant from one that is a mistake.
    private func complete(_ message: inout Apus_Agent_V1_ItemSet, _ snapshot: Snapshot) throws {
        // Of the other sets nothing is lost with an item.
        guard message.set.hasPrefix(SetName.host("")) else { return }
        message.removed = try reader.removed(snapshot, set: message.set)
        if let confirmation = try RemovalConfirmation.generation(snapshot, set: message.set) {
            message.removalConfirmed = UInt64(confirmation) <= message.revision
        }
    }

    private mutating func delta(_ snapshot: Snapshot, _ set: String, after revision: Int64) throws -> Step {
        guard framesOfDelta[set, default: 0] < deltaFrames,
            let delta = try reader.delta(snapshot, set: set, after: revision)
        else {
            forget(set)
            return try next(snapshot, set: set)
        }
        progress[set] = .following(delta.revision)
        framesOfDelta[set] = delta.isLast ? nil : framesOfDelta[set, default: 0] + 1
        guard delta.revision > revision else { return Step() }
        return Step(body: Self.message(delta, of: set), isUnfinished: !delta.isLast, news: delta.isLast ? delta : nil)
    }

    private static func message(_ delta: SetReader.Delta, of set: String) -> ControllerFrame.OneOf_Body {
        .setDelta(
            .with {
                $0.set = set
                $0.revision = UInt64(delta.revision)
                $0.changed = delta.changed
                $0.removed = delta.removed
            })
    }
}
