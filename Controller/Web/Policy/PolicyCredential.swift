import Core

/// What a rule may ask of the caller, by the names that OpenStack's services use (oslo.context, and keystone's `token.*`).
///
/// A credential that the token does not have equals no attribute of a target, not even a null one: upstream compares the
/// words `None` and `None` there, and lets a project's token match what belongs to no domain. It equals the word `None` only
/// where the rule itself says so: `not domain_id:None` is a token of a domain.
enum PolicyCredential: Sendable, Equatable {
    case userID
    case userName
    case userDomainID
    case userDomainName
    case projectID
    case projectName
    case projectDomainID
    case projectDomainName
    case domainID
    case domainName
    case systemScope
    case systemAll
    case roles
    case isAdmin
    case isAdminProject
    case trustID
    case trustorID
    case trusteeID
    case applicationCredentialID
    /// Known to upstream's services, but no token of this cloud has it.
    case absent

    static let names: [String: PolicyCredential] = [
        "user_id": .userID, "user": .userID, "user_name": .userName,
        "user_domain_id": .userDomainID, "user_domain": .userDomainID,
        "project_id": .projectID, "tenant_id": .projectID, "project": .projectID, "tenant": .projectID,
        "project_name": .projectName, "project_domain_id": .projectDomainID, "project_domain": .projectDomainID,
        "domain_id": .domainID, "domain_name": .domainName,
        "system_scope": .systemScope, "system": .systemScope,
        "roles": .roles, "is_admin": .isAdmin, "is_admin_project": .isAdminProject,
        "service_user_id": .absent, "service_user_domain_id": .absent, "service_project_id": .absent,
        "service_project_domain_id": .absent, "service_roles": .absent,
        "trust_id": .trustID, "trustor_id": .trustorID, "trustee_id": .trusteeID,
        "group_ids": .absent, "access_token_id": .absent, "consumer_id": .absent,

        "token.user.id": .userID, "token.user.name": .userName,
        "token.user.domain.id": .userDomainID, "token.user.domain.name": .userDomainName,
        "token.project.id": .projectID, "token.project.name": .projectName,
        "token.project.domain.id": .projectDomainID, "token.project.domain.name": .projectDomainName,
        "token.domain.id": .domainID, "token.domain.name": .domainName,
        "token.system.all": .systemAll, "token.roles.name": .roles,
        "token.is_domain": .absent, "token.user.password_expires_at": .absent,
        "token.application_credential.id": .applicationCredentialID,
    ]

    func equals(_ text: String, _ caller: Caller) -> Bool {
        self == .roles ? caller.roles.contains(text) : value(of: caller) == text
    }

    /// nil for what the token does not have. `roles` has many values and none of its own.
    func value(of caller: Caller) -> String? {
        switch self {
        case .userID: caller.userID.string
        case .userName: caller.userName
        case .userDomainID: caller.userDomainID.string
        case .userDomainName: caller.userDomainName
        case .systemScope: caller.scope == .system ? "all" : nil
        case .systemAll: caller.scope == .system ? "True" : nil
        case .isAdmin: caller.roles.contains("admin") ? "True" : "False"
        case .isAdminProject: "True"
        case .roles: ""
        case .absent: nil
        case .projectID, .projectName, .projectDomainID, .projectDomainName: value(ofProject: caller.scope)
        case .domainID, .domainName: value(ofDomain: caller.scope)
        case .trustID, .trustorID, .trusteeID, .applicationCredentialID: value(of: caller.delegation)
        }
    }

    private func value(of delegation: Caller.Delegation?) -> String? {
        switch (self, delegation) {
        case (.trustID, .trust(let id, _, _)): id
        case (.trustorID, .trust(_, let trustor, _)): trustor.string
        case (.trusteeID, .trust(_, _, let trustee)): trustee.string
        case (.applicationCredentialID, .applicationCredential(let id, _, _)): id
        default: nil
        }
    }

    private func value(ofProject scope: Caller.Scope) -> String? {
        guard case .project(let id, let name, let domainID, let domainName) = scope else { return nil }
        switch self {
        case .projectID: return id.string
        case .projectName: return name
        case .projectDomainID: return domainID.string
        default: return domainName
        }
    }

    private func value(ofDomain scope: Caller.Scope) -> String? {
        guard case .domain(let id, let name) = scope else { return nil }
        return self == .domainID ? id.string : name
    }
}
