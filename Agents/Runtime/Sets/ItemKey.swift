public import AgentProtocol

/// Names one item on this host: item ids are unique within their set only.
public struct ItemKey: Hashable, Sendable {
    public var set: String
    public var id: String

    public init(set: String, id: String) {
        self.set = set
        self.id = id
    }
}

extension Observation {
    public var key: ItemKey { ItemKey(set: set, id: id) }
}
