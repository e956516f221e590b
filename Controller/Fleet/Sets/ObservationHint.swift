/// What the id of a hint of `Topic.fleetObservations` says: whose observation of which item has changed. It wakes whoever
/// depends on it; what has been observed is in the database.
public struct ObservationHint: Sendable, Equatable {
    public let host: String
    public let set: String
    public let item: String

    public init(host: String, set: String, item: String) {
        self.host = host
        self.set = set
        self.item = item
    }

    /// From `<host> <set> <item>`, of which only the item may contain blanks; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        self.init(host: parts[0], set: parts[1], item: parts[2])
    }

    public var text: String { "\(host) \(set) \(item)" }
}
