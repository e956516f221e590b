public import AgentProtocol

/// What an item is; each kind belongs to one role.
public enum ItemKind: String, Hashable, Sendable, CaseIterable {
    case health
    case network
    case port
    case peer
    case securityGroup = "security group"
    case groupMember = "group member"
    case router
    case domain
}

extension Item {
    /// Nil for a kind that this version of the agent does not know.
    public var kind: ItemKind? {
        switch spec {
        case .health?: .health
        case .network?: .network
        case .port?: .port
        case .peer?: .peer
        case .securityGroup?: .securityGroup
        case .groupMember?: .groupMember
        case .router?: .router
        case .domain?: .domain
        case nil: nil
        }
    }
}
