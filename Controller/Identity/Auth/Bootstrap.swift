public import Core
public import Store

extension Identity {
    /// What every cloud has from its first moment on: the domain `default`, the roles with their implications, and the user
    /// and project `admin`, who may do everything. What is there already stays as it is, an administrator's password too.
    ///
    /// - Parameter passwordHash: of the new administrator, made by ``Passwords``.
    /// - Returns: the ids that a client's configuration names.
    @discardableResult
    public static func bootstrap(_ tx: Transaction, passwordHash: String, now: Timestamp) throws -> (
        domainID: DomainID, projectID: ProjectID, userID: UserID
    ) {
        let domainID = Domains.defaultID
        if try Domains.find(tx, id: domainID) == nil {
            _ = try Domains.create(tx, Domain(id: domainID, name: "Default", description: "The default domain"))
        }
        let admin = try roles(tx)
        let project =
            try Projects.find(tx, name: "admin", domainID: domainID)
            ?? Projects.create(
                tx,
                Project(
                    id: .randomHex(), name: "admin", domainID: domainID, parentID: domainID.asProject,
                    description: "The administrators' project"))
        let user =
            try Users.find(tx, name: "admin", domainID: domainID)
            ?? Users.create(
                tx, User(id: .randomHex(), name: "admin", domainID: domainID), passwordHash: passwordHash, now: now)
        for scope in [Assignment.Scope.project(project.id), .system] {
            try Assignments.create(tx, Assignment(actor: .user(user.id), scope: scope, roleID: admin.id))
        }
        return (domainID, project.id, user.id)
    }

    /// The personas, each of which implies the next, and the role of the cloud's own services.
    ///
    /// - Returns: the first of them.
    private static func roles(_ tx: Transaction) throws -> Role {
        _ = try role(tx, "service")
        let admin = try role(tx, "admin")
        var prior = admin
        for name in ["manager", "member", "reader"] {
            let implied = try role(tx, name)
            if try !ImpliedRoles.list(tx, of: prior.id).implied.contains(implied) {
                _ = try ImpliedRoles.create(tx, prior.id, implied.id)
            }
            prior = implied
        }
        return admin
    }

    /// Immutable, so that no mistake takes it from everybody at once.
    private static func role(_ tx: Transaction, _ name: String) throws -> Role {
        try Roles.find(tx, name: name)
            ?? Roles.create(tx, Role(id: .randomHex(), name: name, domainID: nil, options: ["immutable": true]))
    }
}
