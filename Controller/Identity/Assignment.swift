internal import Core

/// A role given to somebody somewhere: a row of `identity_assignment`.
struct Assignment: Sendable, Equatable {
    enum Actor: Sendable, Hashable {
        case user(UserID)
        case group(GroupID)
    }

    enum Scope: Sendable, Hashable {
        case system
        case domain(DomainID)
        case project(ProjectID)
    }

    var actor: Actor
    var scope: Scope
    var roleID: RoleID
    /// True: it holds on all projects below the scope, and not on the scope itself.
    var inherited = false
}

extension Assignment.Actor {
    var id: String {
        switch self {
        case .user(let id): id.string
        case .group(let id): id.string
        }
    }

    var userID: UserID? {
        guard case .user(let id) = self else { return nil }
        return id
    }

    var groupID: GroupID? {
        guard case .group(let id) = self else { return nil }
        return id
    }
}

extension Assignment.Scope {
    /// The project that is, or acts as the domain that is, the scope; nil for the system.
    var projectID: ProjectID? {
        switch self {
        case .system: nil
        case .domain(let id): id.asProject
        case .project(let id): id
        }
    }
}
