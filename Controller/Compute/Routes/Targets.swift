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

extension Targets {
    /// The server that the path names.
    ///
    /// - Throws: 404 where it is not there, or belongs to another project and the caller is no administrator: upstream looks for
    ///   it before it asks the policy.
    func server(_ context: RequestContext) async throws -> PolicyTarget {
        try await server(context, besides: ServerPhase.orphaned.rawValue)
    }

    /// Also one that is gone for its users.
    func anyServer(_ context: RequestContext) async throws -> PolicyTarget { try await server(context, besides: "") }

    /// From 2.21 on also one that is gone, as long as it is remembered what was done to it.
    func pastServer(_ context: RequestContext) async throws -> PolicyTarget {
        do {
            return try await server(context)
        } catch let fault as Fault where fault.kind == .notFound && context.minor >= 21 {
            let id = ServerID(try context.parameter("server_id"))
            guard let first = try await store.read({ try Actions.first($0, of: id) }),
                context.isAdmin || first.projectID == context.caller?.projectID
            else { throw fault }
            return ["project_id": .string(first.projectID.string), "user_id": .string(first.userID.string)]
        }
    }

    private func server(_ context: RequestContext, besides phase: String) async throws -> PolicyTarget {
        let id = ServerID(try context.parameter("server_id"))
        let owner = try await store.read { s -> (ProjectID, UserID)? in
            guard
                let row = try s.first(
                    "SELECT s.project_id, s.user_id FROM \(ServerRow.tables) WHERE s.id = \(id) AND t.phase <> \(phase)")
            else { return nil }
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
