import Core
import Store

/// What a client wants one consumer to hold, in place of what it holds now.
struct AllocationChange: Sendable {
    /// What the client believes of the consumer's generation.
    enum Belief: Sendable, Equatable {
        /// It has not been asked (before microversion 1.28).
        case none
        /// The consumer holds nothing yet.
        case new
        case generation(Int64)
    }

    var consumer: Consumer
    var belief: Belief
    /// Empty to give everything back.
    var amounts: Allocations.Amounts
}

extension AllocationChange {
    /// Makes all of the changes, or none: the consumers' generations, the providers and classes, and the room are looked at as
    /// they are in this transaction.
    ///
    /// - Throws: `Fault` 400 for a provider or class that is not there, 409 for another generation or for want of room.
    static func apply(_ changes: [AllocationChange], _ tx: Transaction, now: Timestamp) throws {
        for change in changes { try change.checkBelief(tx) }
        try CapacityCheck(tx, changes).run()
        try Allocations.replace(tx, changes.map { ($0.consumer, $0.amounts) }, now: now)
    }

    private func checkBelief(_ s: Snapshot) throws {
        let known = try Consumers.find(s, consumer.uuid)?.generation
        switch belief {
        case .none: break
        case .new:
            if let known { throw PlacementRefusal.consumerGeneration(expected: "\(known)", got: "None") }
        case .generation(let generation) where known != generation:
            throw PlacementRefusal.consumerGeneration(expected: known.map { "\($0)" } ?? "null", got: "\(generation)")
        case .generation: break
        }
    }
}
