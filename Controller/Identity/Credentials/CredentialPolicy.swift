internal import Web

/// Who may see and keep credentials (upstream's rules and defaults of 2026).
enum CredentialPolicy {
    private static let owner = "user_id:%(target.credential.user_id)s"
    private static let reader = "rule:admin_required or rule:system_reader or \(owner)"
    private static let writer = "rule:admin_required or \(owner)"
    private static let member = "rule:admin_required or (role:member and \(owner))"
    private static let userReader = "rule:admin_required or rule:system_reader or rule:owner"
    /// An EC2 credential is for a project; domains have none.
    private static let withProjects: Set<PolicyRule.Scope> = [.system, .project]

    static let rules = [
        PolicyRule("identity:get_credential", reader, "Show a credential."),
        PolicyRule("identity:list_credentials", reader, "List credentials."),
        PolicyRule("identity:create_credential", writer, "Create a credential."),
        PolicyRule("identity:update_credential", writer, "Update a credential."),
        PolicyRule("identity:delete_credential", writer, "Delete a credential."),
        PolicyRule("identity:ec2_get_credential", reader, scopes: withProjects, "Show an EC2 credential."),
        PolicyRule("identity:ec2_list_credentials", userReader, scopes: withProjects, "List the EC2 credentials of a user."),
        PolicyRule("identity:ec2_create_credential", member, scopes: withProjects, "Create an EC2 credential."),
        PolicyRule("identity:ec2_delete_credential", member, scopes: withProjects, "Delete an EC2 credential."),
        PolicyRule(
            "identity:ec2tokens_validate", "rule:service_or_admin", "Check a request signed for EC2, and issue a token for it."),
        PolicyRule(
            "identity:s3tokens_validate", "rule:service_or_admin", "Check a request signed for S3, and show a token for it."),
    ]
}
