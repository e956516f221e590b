public import Core

/// Who asks, from the token of the request.
public struct Caller: Sendable, Equatable {
    /// What the token is good for.
    public enum Scope: Sendable, Equatable {
        case unscoped
        case domain(DomainID, name: String)
        case project(ProjectID, name: String, domainID: DomainID, domainName: String)
        case system
    }

    public var userID: UserID
    public var userName: String
    public var userDomainID: DomainID
    public var userDomainName: String
    public var scope: Scope
    /// Names, implied roles included.
    public var roles: [String]
    public var expiresAt: Timestamp
    public var issuedAt: Timestamp
    public var auditIDs: [String]
    /// Set if somebody has lent the token's rights; it is bound to the project that they were lent for.
    public var delegation: Delegation?

    public init(
        userID: UserID, userName: String, userDomainID: DomainID, userDomainName: String, scope: Scope, roles: [String],
        expiresAt: Timestamp, issuedAt: Timestamp, auditIDs: [String], delegation: Delegation? = nil
    ) {
        self.userID = userID
        self.userName = userName
        self.userDomainID = userDomainID
        self.userDomainName = userDomainName
        self.scope = scope
        self.roles = roles
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.auditIDs = auditIDs
        self.delegation = delegation
    }

    public var projectID: ProjectID? {
        guard case .project(let id, _, _, _) = scope else { return nil }
        return id
    }

    public var domainID: DomainID? {
        guard case .domain(let id, _) = scope else { return nil }
        return id
    }
}
