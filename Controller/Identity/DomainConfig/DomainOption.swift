internal import Core

/// One option that a domain can have of its own: where its users are looked up.
struct DomainOption: Sendable, Hashable {
    let group: String
    let name: String

    /// Kept, and used by whoever looks up the domain's users; never shown.
    var isSecret: Bool { group == "ldap" && name == "password" }

    /// What it is for a domain that does not say; nil for an option that there is not.
    var standard: JSON? { Self.standards[group]?[name] }
}

extension DomainOption {
    static let groups = Set(standards.keys)

    /// All but the secret ones, in the order of their names.
    static func shown(in group: String) -> [DomainOption] {
        (standards[group] ?? [:]).keys.sorted().map { DomainOption(group: group, name: $0) }.filter { !$0.isSecret }
    }

    /// By group and option, upstream's names and what they are where nobody has said anything.
    private static let standards: [String: [String: JSON]] = [
        "identity": ["driver": "sql", "list_limit": nil],
        "ldap": connection.merging(users) { $1 }.merging(groupAttributes) { $1 },
    ]

    private static let connection: [String: JSON] = [
        "url": "ldap://localhost", "user": nil, "password": nil, "suffix": "cn=example,cn=com", "query_scope": "one",
        "page_size": 0, "alias_dereferencing": "default", "debug_level": nil, "chase_referrals": nil, "tls_cacertfile": nil,
        "tls_cacertdir": nil, "use_tls": false, "tls_req_cert": "demand", "use_pool": true, "pool_size": 10,
        "pool_retry_max": 3, "pool_retry_delay": 0.1, "pool_connection_timeout": -1, "pool_connection_lifetime": 600,
        "use_auth_pool": true, "auth_pool_size": 100, "auth_pool_connection_lifetime": 60,
    ]

    private static let users: [String: JSON] = [
        "user_tree_dn": nil, "user_filter": nil, "user_objectclass": "inetOrgPerson", "user_id_attribute": "cn",
        "user_name_attribute": "sn", "user_mail_attribute": "mail", "user_description_attribute": "description",
        "user_pass_attribute": "userPassword", "user_enabled_attribute": "enabled", "user_enabled_invert": false,
        "user_enabled_mask": 0, "user_enabled_default": "True", "user_attribute_ignore": ["default_project_id"],
        "user_default_project_id_attribute": nil, "user_enabled_emulation": false, "user_enabled_emulation_dn": nil,
        "user_enabled_emulation_use_group_config": false, "user_additional_attribute_mapping": [],
    ]

    private static let groupAttributes: [String: JSON] = [
        "group_tree_dn": nil, "group_filter": nil, "group_objectclass": "groupOfNames", "group_id_attribute": "cn",
        "group_name_attribute": "ou", "group_members_are_ids": false, "group_member_attribute": "member",
        "group_desc_attribute": "description", "group_attribute_ignore": [], "group_additional_attribute_mapping": [],
    ]
}
