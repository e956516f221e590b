import Core
import Store

/// A security group as it is shown: with its rules, and whether it is shared with who asks.
struct SecurityGroupView: Sendable {
    let group: SecurityGroup
    let isShared: Bool
    var rules: [SecurityGroupRule] = []
}

extension SecurityGroupView {
    /// Two queries, whatever the number of groups.
    ///
    /// - Parameters:
    ///   - viewer: for whom; nil is an administrator.
    ///   - conditions: on `g`, a row of `network_security_group`.
    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY g.id", needsRules: Bool = true
    ) throws -> [SecurityGroupView] {
        var conditions = conditions
        if let viewer { conditions.append(Sharing.visible("g", to: viewer, .securityGroup)) }
        let query: SQL = """
            SELECT g.*, \(Sharing.isShared("g", with: viewer)) AS is_shared FROM network_security_group g
            WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        var views = try s.rows(query + tail).map { row in
            SecurityGroupView(group: try SecurityGroup(row), isShared: try row.get("is_shared"))
        }
        guard needsRules else { return views }
        for start in stride(from: 0, to: views.count, by: 500) {
            let part = start..<min(start + 500, views.count)
            let rules = try SecurityGroupRules.list(s, views[part].map(\.group.id))
            for index in part { views[index].rules = rules[views[index].group.id] ?? [] }
        }
        return views
    }

    /// - Throws: 404 for a group that is not there, or that the viewer does not see.
    static func get(_ s: Snapshot, _ id: SecurityGroupID, viewer: ProjectID?) throws -> SecurityGroupView {
        guard let view = try read(s, viewer: viewer, where: ["g.id = \(id)"]).first else {
            throw SecurityGroupRefusal.notFound(id)
        }
        return view
    }
}
