import Core

/// What a rule may ask of the caller, by the names that OpenStack's services use (oslo.context, and keystone's `token.*`).
///
/// A credential that the token does not have equals nothing, not even a null attribute of the target. Upstream compares the
/// word `None` with `None` there, and lets a project's token match resources that belong to no domain.
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
    /// Known to upstream's services, but no token of this cloud has it: never equal to anything.
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
        "trust_id": .absent, "trustor_id": .absent, "trustee_id": .absent,
        "group_ids": .absent, "access_token_id": .absent, "consumer_id": .absent,

        "token.user.id": .userID, "token.user.name": .userName,
        "token.user.domain.id": .userDomainID, "token.user.domain.name": .userDomainName,
        "token.project.id": .projectID, "token.project.name": .projectName,
        "token.project.domain.id": .projectDomainID, "token.project.domain.name": .projectDomainName,
        "token.domain.id": .domainID, "token.domain.name": .domainName,
        "token.system.all": .systemAll, "token.roles.name": .roles,
        "token.is_domain": .absent, "token.user.password_expires_at": .absent, "token.application_credential.id": .absent,
    ]

    func equals(_ text: String, _ caller: Caller) -> Bool {
        switch self {
        case .userID: caller.userID.string == text
        case .userName: caller.userName == text
        case .userDomainID: caller.userDomainID.string == text
        case .userDomainName: caller.userDomainName == text
        case .systemScope: caller.scope == .system && text == "all"
        case .systemAll: caller.scope == .system && text == "True"
        case .roles: caller.roles.contains(text)
        case .isAdmin: text == (caller.roles.contains("admin") ? "True" : "False")
        case .isAdminProject: text == "True"
        case .absent: false
        case .projectID, .projectName, .projectDomainID, .projectDomainName: equals(text, ofProject: caller.scope)
        case .domainID, .domainName: equals(text, ofDomain: caller.scope)
        }
    }

    private func equals(_ text: String, ofProject scope: Caller.Scope) -> Bool {
        guard case .project(let id, let name, let domainID, let domainName) = scope else { return false }
        switch self {
        case .projectID: return id.string == text
        case .projectName: return name == text
        case .projectDomainID: return domainID.string == text
        case .projectDomainName: return domainName == text
        default: return false
        }
    }

    private func equals(_ text: String, ofDomain scope: Caller.Scope) -> Bool {
        guard case .domain(let id, let name) = scope else { return false }
        return (self == .domainID ? id.string : name) == text
    }
}
