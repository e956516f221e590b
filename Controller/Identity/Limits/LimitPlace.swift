internal import Core
internal import Store

/// What a limit is for: a project or a domain.
enum LimitPlace: Sendable, Hashable {
    case project(ProjectID)
    case domain(DomainID)

    init(_ row: Row) throws {
        if let id: ProjectID = try row.get("project_id") {
            self = .project(id)
        } else {
            self = .domain(try row.get("domain_id"))
        }
    }

    /// The row of `identity_project` that is, or acts as, it.
    var scopeID: ProjectID {
        switch self {
        case .project(let id): id
        case .domain(let id): id.asProject
        }
    }
}
