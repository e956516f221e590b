internal import Core
internal import Store

/// The projects above and below one, as far as a client has asked for them.
struct ProjectFamily: Sendable {
    enum Form: Sendable {
        case list
        case ids
    }

    enum Relatives: Sendable {
        case list([Project])
        /// Ids within ids; null where the tree ends.
        case ids(JSON)
    }

    var parents: Relatives?
    var subtree: Relatives?
}

extension ProjectFamily {
    /// - Parameter userID: a list shows only the projects on which this user has a role.
    init(_ s: Snapshot, of id: ProjectID, parents: Form?, subtree: Form?, visibleTo userID: UserID) throws {
        let visible = try parents == .list || subtree == .list ? Set(Assignments.projects(s, of: userID).items.map(\.id)) : []
        if let parents {
            let above = try ProjectTree.ancestors(s, of: id)
            self.parents = parents == .list ? .list(above.filter { visible.contains($0.id) }) : .ids(Self.chain(above))
        }
        if let subtree {
            let below = try ProjectTree.descendants(s, of: id)
            self.subtree = subtree == .list ? .list(below.filter { visible.contains($0.id) }) : .ids(Self.tree(below, under: id))
        }
    }

    /// From the nearest to the domain.
    private static func chain(_ above: [Project]) -> JSON {
        above.reversed().reduce(.null) { .object([$1.id.string: $0]) }
    }

    private static func tree(_ below: [Project], under id: ProjectID) -> JSON {
        let children = Dictionary(grouping: below, by: \.parentID)
        func tree(_ id: ProjectID) -> JSON {
            guard let below = children[id] else { return .null }
            return .object(Dictionary(below.map { ($0.id.string, tree($0.id)) }) { $1 })
        }
        return tree(id)
    }
}
