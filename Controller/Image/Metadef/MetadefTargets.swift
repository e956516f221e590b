import Core
import Store
import Web

/// What the policy rules of metadata definitions look at: the namespace that the path names. One that the caller may not see
/// is not found, for every rule and method.
struct MetadefTargets: Sendable {
    let room: ImageRoom

    @Sendable func namespace(_ context: RequestContext) async throws -> PolicyTarget {
        let name = try context.namespaceName
        let project = context.caller?.projectID
        let isAdmin = context.isAdmin
        let namespace = try await room.store.read { try MetadefNamespaces.get($0, name) }
        let target = Self.target(of: namespace)
        guard namespace.isVisible(to: project, isAdmin: isAdmin), context.allows("get_metadef_namespace", target) else {
            throw MetadefRefusal.namespaceNotFound(name)
        }
        return target
    }

    static func target(of namespace: MetadefNamespace) -> PolicyTarget {
        var target: PolicyTarget = ["visibility": .string(namespace.visibility.rawValue)]
        if let owner = namespace.ownerID { target["project_id"] = .string(owner.string) }
        return target
    }
}

extension RequestContext {
    var namespaceName: String {
        get throws { try parameter("namespace_name") }
    }
}
