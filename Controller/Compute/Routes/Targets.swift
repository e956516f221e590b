import Core
import Store
import Web

extension RequestContext {
    /// What the rules look at where no resource is named: the caller's own project.
    var callerTarget: PolicyTarget {
        ["project_id": .string(caller?.projectID?.string ?? ""), "user_id": .string(caller?.userID.string ?? "")]
    }
}

/// Loads what the rules of the compute policy look at.
struct Targets: Sendable {
    let store: Store

    static func caller(_ context: RequestContext) async throws -> PolicyTarget { context.callerTarget }
}

extension Query {
    /// From 2.75 on, a parameter that the operation does not know is refused.
    func allow(_ names: Set<String>) throws {
        let strange = items.map(\.name).filter { !names.contains($0) }
        guard let first = strange.first else { return }
        throw Refusal.invalid("Additional properties are not allowed ('\(first)' was unexpected)")
    }
}

extension Targets {
    /// The server that the path names.
    ///
    /// - Throws: 404 where it is not there, or belongs to another project and the caller is no administrator: upstream looks for
    ///   it before it asks the policy.
    func server(_ context: RequestContext) async throws -> PolicyTarget {
        let id = ServerID(try context.parameter("server_id"))
        let owner = try await store.read { s -> (ProjectID, UserID)? in
            guard let row = try s.first("SELECT project_id, user_id FROM compute_server WHERE id = \(id)") else { return nil }
            return (try row.get("project_id"), try row.get("user_id"))
        }
        guard let (project, user) = owner, context.isAdmin || project == context.caller?.projectID else {
            throw Refusal.server(id.string)
        }
        return ["project_id": .string(project.string), "user_id": .string(user.string)]
    }
}

extension Server {
    var policyTarget: PolicyTarget { ["project_id": .string(projectID.string), "user_id": .string(userID.string)] }
}
