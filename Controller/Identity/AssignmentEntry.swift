internal import Core
internal import Store

/// One line of the list of role assignments: who has which role where, and, in effective mode, how it came about.
struct AssignmentEntry: Sendable, Equatable {
    /// Something by its id and name, with the domain that it belongs to.
    struct Named: Sendable, Equatable {
        let id: String
        let name: String
        let domainID: DomainID?
        let domainName: String?
    }

    let user: Named?
    let group: Named?
    /// nil for the system; a domain belongs to no domain.
    let scope: Named?
    let role: Named
    /// The assignment as it stands is for the projects below its scope.
    let inherited: Bool
    /// The user has the role as a member of this group.
    let viaGroup: GroupID?
    /// The role was given here, above the scope.
    let viaScope: Assignment.Scope?
    /// The role is implied by this one.
    let viaRole: RoleID?
}

extension AssignmentEntry {
    init(_ row: Row) throws {
        user = try Named(row, "user")
        group = try Named(row, "group")
        scope = try Named(row, "scope")
        role = try Named(row, "role") ?? Named(id: "", name: "", domainID: nil, domainName: nil)
        inherited = try row.get("inherited")
        viaGroup = try row.get("via_group")
        viaRole = try row.get("via_role")
        let viaScope: ProjectID? = try row.get("via_scope")
        let isBelowDomain: DomainID? = try row.get("via_scope_domain")
        self.viaScope = viaScope.map { isBelowDomain == nil ? .domain(DomainID($0.string)) : .project($0) }
    }
}

extension AssignmentEntry.Named {
    fileprivate init?(_ row: Row, _ prefix: String) throws {
        guard let id: String = try row.get("\(prefix)_id") else { return nil }
        self.id = id
        name = try row.get("\(prefix)_name")
        domainID = try row.get("\(prefix)_domain_id")
        domainName = try row.get("\(prefix)_domain_name")
    }
}
