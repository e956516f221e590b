internal import Core
internal import Store

/// A role as the makers of trusts and application credentials name it: by its id, or by its name.
enum RoleReference: Sendable {
    case id(RoleID)
    case name(String)

    init(_ body: JSONReader) throws {
        guard body.members.count == 1 else { throw body.invalid("roles", "each must have either an id or a name") }
        self = try body.has("id") ? .id(RoleID(body.string("id", length: 1...64))) : .name(body.name(upTo: 255))
    }

    /// - Throws: a 404 fault for a role that there is not.
    func role(_ s: Snapshot) throws -> Role {
        switch self {
        case .id(let id): return try Roles.get(s, id)
        case .name(let name):
            guard let role = try Roles.find(s, name: name) else { throw Refusal.notFound("role", name) }
            return role
        }
    }
}
