import Core
import Networking
import Store

/// Security groups as servers name them.
enum ServerGroupsOfPorts {
    /// - Throws: 400 for a group that the project does not have.
    static func find(
        _ tx: Transaction, _ names: [String], project: ProjectID, now: Timestamp
    ) throws -> [SecurityGroupID] {
        var ids: [SecurityGroupID] = []
        for name in names {
            let group = try find(tx, name, project: project, now: now)
            if !ids.contains(group) { ids.append(group) }
        }
        return ids
    }

    static func find(_ tx: Transaction, _ name: String, project: ProjectID, now: Timestamp) throws -> SecurityGroupID {
        if name == "default" { return try SecurityGroups.ensureDefault(tx, project, now: now).id }
        guard let group = try NetworkWords.translate({ try SecurityGroups.find(tx, name, project) }) else {
            throw Refusal.invalid("Security group \(name) not found for project \(project).")
        }
        return group.id
    }
}
