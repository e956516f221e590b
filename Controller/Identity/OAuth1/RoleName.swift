internal import Core
internal import Store

/// A role as a body names it.
enum RoleName: Sendable, Equatable {
    case id(RoleID)
    case name(String)

    func find(_ s: Snapshot) throws -> Role {
        switch self {
        case .id(let id): return try Roles.get(s, id)
        case .name(let name):
            guard let role = try Roles.find(s, name: name) else { throw Refusal.notFound("role", name) }
            return role
        }
    }
}
