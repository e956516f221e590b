internal import Catalog
internal import Core
internal import Store

/// Projects, those that act as domains among them.
enum Projects {
    /// Levels of projects below a domain, as upstream's `max_project_tree_depth`.
    static let maximumDepth = 5

    static func find(_ s: Snapshot, id: ProjectID) throws -> Project? {
        try s.first("SELECT * FROM identity_project WHERE id = \(id)").map(Project.init)
    }

    static func find(_ s: Snapshot, name: String, domainID: DomainID) throws -> Project? {
        try s.first("SELECT * FROM identity_project WHERE name = \(name) AND domain_id = \(domainID)").map(Project.init)
    }

    static func get(_ s: Snapshot, _ id: ProjectID) throws -> Project {
        guard let project = try find(s, id: id) else { throw Refusal.notFound("project", id.string) }
        return project
    }

    static func list(_ s: Snapshot, _ listing: Listing, isDomain: Bool?, tags: TagFilter = TagFilter()) throws -> Listed<Project>
    {
        var conditions = tags.conditions
        if let isDomain { conditions.append(isDomain ? "domain_id IS NULL" : "domain_id IS NOT NULL") }
        return try s.list("identity_project", where: conditions, listing, Project.init)
    }

    // MARK: Changes

    /// - Parameter depth: how many levels of projects a domain may have.
    static func create(_ tx: Transaction, _ project: Project, depth: Int = maximumDepth) throws -> Project {
        try project.isDomain ? checkDomain(project) : checkPlace(tx, project, depth)
        try storing(project) {
            try tx.execute(
                """
                INSERT INTO identity_project (id, domain_id, parent_id, name, description, enabled, tags, options, extra)
                VALUES (\(project.id), \(project.domainID), \(project.parentID), \(project.name), \(project.description),
                    \(project.enabled), \(project.tagText), \(JSON.object(project.options)), \(JSON.object(project.extra)))
                """)
        }
        tx.hint(.identity, project.id.string)
        return project
    }

    static func update(_ tx: Transaction, _ id: ProjectID, _ change: (inout Project) throws -> Void) throws -> Project {
        let old = try get(tx, id)
        var new = old
        try change(&new)
        try checkChange(tx, from: old, to: new)
        try storing(new) {
            try tx.execute(
                """
                UPDATE identity_project SET name = \(new.name), description = \(new.description), enabled = \(new.enabled),
                    tags = \(new.tagText), options = \(JSON.object(new.options)), extra = \(JSON.object(new.extra))
                WHERE id = \(id)
                """)
        }
        tx.hint(.identity, id.string)
        return new
    }

    /// Deletes a project without children, or a disabled domain with all that it owns.
    static func delete(_ tx: Transaction, _ id: ProjectID) throws {
        let project = try get(tx, id)
        guard !project.isImmutable else { throw Refusal.immutable("delete", project.isDomain ? "domain" : "project", id.string) }
        if project.isDomain {
            guard !project.enabled else {
                throw Refusal.forbidden("Cannot delete a domain that is enabled, please disable it first.")
            }
        } else if try tx.first("SELECT id FROM identity_project WHERE parent_id = \(id)") != nil {
            throw Refusal.forbidden(
                "Cannot delete the project \(id) since it is not a leaf in the hierarchy. Use the cascade option if you want to "
                    + "delete a whole subtree.")
        }
        try tx.execute(
            """
            UPDATE identity_user SET default_project_id = NULL
            WHERE default_project_id IN (SELECT id FROM identity_project WHERE id = \(id) OR domain_id = \(id))
            """)
        try tx.execute("DELETE FROM identity_project WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    // MARK: Rules

    private static func storing(_ project: Project, _ statement: () throws -> Void) throws {
        do {
            try statement()
        } catch StoreError.unique {
            throw Refusal.conflict(
                "project",
                project.isDomain
                    ? "it is not permitted to have two projects acting as domains with the same name: \(project.name)"
                    : "it is not permitted to have two projects with either the same name or same id in the same domain: "
                        + "name is \(project.name), project id \(project.id)")
        }
    }

    private static func checkDomain(_ project: Project) throws {
        guard project.parentID == nil else { throw Refusal.invalid("only root projects are allowed to act as domains.") }
    }

    /// A project belongs to the domain of the project above it, and nothing above it is disabled.
    private static func checkPlace(_ s: Snapshot, _ project: Project, _ depth: Int) throws {
        guard let domainID = project.domainID, try Domains.find(s, id: domainID) != nil else {
            throw Refusal.invalid("Could not find domain: \(project.domainID?.string ?? "").")
        }
        let parentID = project.parentID ?? domainID.asProject
        let above = try ProjectTree.ancestors(s, of: parentID, includingItself: true)
        guard let parent = above.first else { throw Refusal.invalid("Could not find project: \(parentID).") }
        guard domainID == parent.domainID ?? DomainID(parent.id.string) else {
            throw Refusal.invalid(
                parent.isDomain
                    ? "Cannot create project, the parent (\(parentID)) is acting as a domain, but this project's domain id "
                        + "(\(domainID)) does not match the parent's id."
                    : "Cannot create project, since it specifies its domain_id \(domainID), but specifies a parent in a "
                        + "different domain (\(parent.domainID?.string ?? "")).")
        }
        if let disabled = above.first(where: { !$0.enabled }) {
            throw Refusal.invalid("cannot create a project in a branch containing a disabled project: \(disabled.id)")
        }
        guard above.count <= depth else {
            throw Refusal.forbidden("Max hierarchy depth reached for \(parentID) branch.")
        }
    }

    private static func checkChange(_ s: Snapshot, from old: Project, to new: Project) throws {
        guard !old.isImmutable || isRelease(of: old, new) else {
            throw Refusal.immutable("update", old.isDomain ? "domain" : "project", old.id.string)
        }
        guard new.domainID == old.domainID else { throw Refusal.invalid("Cannot change Domain ID") }
        guard new.parentID == old.parentID else { throw Refusal.forbidden("Update of `parent_id` is not allowed.") }
        if new.enabled, !old.enabled, try ProjectTree.ancestors(s, of: old.id).contains(where: { !$0.enabled }) {
            throw Refusal.forbidden("Cannot enable project \(old.id) since it has disabled parents")
        }
        if old.enabled, !new.enabled, !old.isDomain, try ProjectTree.descendants(s, of: old.id).contains(where: \.enabled) {
            throw Refusal.forbidden("Cannot disable project \(old.id) since its subtree contains enabled projects.")
        }
    }

    /// What may be done to an immutable project: to take just that option away.
    private static func isRelease(of old: Project, _ new: Project) -> Bool {
        var released = old
        released.options = new.options
        return !new.isImmutable && new == released
    }
}
