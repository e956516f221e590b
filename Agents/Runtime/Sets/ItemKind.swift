public import AgentProtocol

/// What an item is; each kind belongs to one role.
public enum ItemKind: String, Hashable, Sendable, CaseIterable {
    case health
}

extension Item {
    /// Nil for a kind that this version of the agent does not know.
    public var kind: ItemKind? {
        switch spec {
        case .health?: .health
        case nil: nil
        }
    }
}
