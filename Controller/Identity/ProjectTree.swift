internal import Core
internal import Store

/// Walks through the tree of projects, whose roots are the domains.
enum ProjectTree {
    /// The projects above, the nearest first, the domain last.
    static func ancestors(_ s: Snapshot, of id: ProjectID, includingItself: Bool = false) throws -> [Project] {
        try s.rows(
            """
            WITH RECURSIVE above (id, distance) AS (
                SELECT id, 0 FROM identity_project WHERE id = \(id)
                UNION ALL
                SELECT p.parent_id, above.distance + 1 FROM above JOIN identity_project p ON p.id = above.id
                WHERE p.parent_id IS NOT NULL)
            SELECT p.* FROM above JOIN identity_project p ON p.id = above.id
            WHERE distance >= \(includingItself ? 0 : 1) ORDER BY distance
            """
        ).map(Project.init)
    }

    /// The projects below, level by level.
    static func descendants(_ s: Snapshot, of id: ProjectID) throws -> [Project] {
        try s.rows(
            """
            WITH RECURSIVE below (id, distance) AS (
                SELECT id, 1 FROM identity_project WHERE parent_id = \(id)
                UNION ALL
                SELECT p.id, below.distance + 1 FROM below JOIN identity_project p ON p.parent_id = below.id)
            SELECT p.* FROM below JOIN identity_project p ON p.id = below.id ORDER BY distance, p.id
            """
        ).map(Project.init)
    }
}
