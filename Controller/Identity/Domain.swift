internal import Core

/// What owns projects, users, groups and roles: a project that acts as a domain, under the id of a domain.
struct Domain: Sendable, Equatable {
    var project: Project

    /// nil if the project belongs to a domain, and so is none.
    init?(_ project: Project) {
        guard project.isDomain else { return nil }
        self.project = project
    }

    init(id: DomainID, name: String, description: String? = "", enabled: Bool = true) {
        project = Project(id: id.asProject, name: name, description: description, enabled: enabled)
    }

    var id: DomainID { DomainID(project.id.string) }
    var name: String { project.name }
    var enabled: Bool { project.enabled }
}

extension DomainID {
    /// The id of the project that acts as this domain.
    var asProject: ProjectID { ProjectID(string) }
}
