internal import Core
internal import Store
internal import Web

/// Loads what the rules of Identity's policy look at.
struct Targets: Sendable {
    let store: Store

    /// Whatever the path names, as far as it exists: `target.project.domain_id`, `target.user.id`, `target.role.name`, …
    func named(_ context: RequestContext) async throws -> PolicyTarget {
        let path = context.parameters
        return try await store.read { s in
            var target: PolicyTarget = [:]
            func add(_ attributes: PolicyTarget?) { target.merge(attributes ?? [:]) { $1 } }
            if let id = path["domain_id"] { add(try Domains.find(s, id: DomainID(id)).map(Self.domain)) }
            if let id = path["project_id"] { add(try Projects.find(s, id: ProjectID(id)).map(Self.project)) }
            if let id = path["user_id"] { add(try Users.find(s, id: UserID(id)).map(Self.user)) }
            if let id = path["group_id"] { add(try Groups.find(s, id: GroupID(id)).map(Self.group)) }
            if let id = path["role_id"] { add(try Roles.find(s, id: RoleID(id)).map(Self.role)) }
            return target
        }
    }

    /// A list shows the holder of a domain's token what is in that domain, so that the token's domain is the target.
    static func scope(_ context: RequestContext) -> PolicyTarget {
        guard let domainID = context.caller?.domainID else { return [:] }
        let id = JSON.string(domainID.string)
        return ["target.domain_id": id, "target.domain.id": id, "target.group.domain_id": id]
    }

    static func domain(_ domain: Domain) -> PolicyTarget {
        ["target.domain.id": .string(domain.id.string), "target.domain.name": .string(domain.name)]
    }

    static func project(_ project: Project) -> PolicyTarget {
        [
            "target.project.id": .string(project.id.string), "target.project.name": .string(project.name),
            "target.project.domain_id": text(project.domainID), "target.project.parent_id": text(project.parentID),
        ]
    }

    static func user(_ user: User) -> PolicyTarget {
        [
            "target.user.id": .string(user.id.string), "target.user.name": .string(user.name),
            "target.user.domain_id": .string(user.domainID.string),
        ]
    }

    static func group(_ group: Group) -> PolicyTarget {
        [
            "target.group.id": .string(group.id.string), "target.group.name": .string(group.name),
            "target.group.domain_id": .string(group.domainID.string),
        ]
    }

    static func role(_ role: Role) -> PolicyTarget {
        [
            "target.role.id": .string(role.id.string), "target.role.name": .string(role.name),
            "target.role.domain_id": text(role.domainID),
        ]
    }

    private static func text<Resource>(_ id: ID<Resource>?) -> JSON { id.map { .string($0.string) } ?? .null }
}

extension RequestContext {
    /// Where a resource goes if its body names no domain: the domain of the token's scope.
    var defaultDomainID: DomainID {
        switch caller?.scope {
        case .domain(let id, _): id
        case .project(_, _, let domainID, _): domainID
        case .system, .unscoped, nil: Domains.defaultID
        }
    }

    func id<Resource>(_ name: String) throws -> ID<Resource> { ID(try parameter(name)) }
}
