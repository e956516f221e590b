public import Web

extension Fleet {
    /// The hosts are the operator's business alone.
    public static let policy = [
        PolicyRule("fleet:list_hosts", "rule:admin_required", "List hosts."),
        PolicyRule("fleet:get_host", "rule:admin_required", "Show a host."),
        PolicyRule("fleet:debug_host", "rule:admin_required", "Compare a host with what it should be, item by item."),
        PolicyRule("fleet:delete_host", "rule:admin_required", "Remove a host from the cloud."),
        PolicyRule(
            "fleet:confirm_removal", "rule:admin_required", "Confirm that a host may lose most of what runs on it."),
        PolicyRule("fleet:create_join_token", "rule:admin_required", "Let a new host join."),
        PolicyRule("fleet:list_join_tokens", "rule:admin_required", "List join tokens."),
        PolicyRule("fleet:delete_join_token", "rule:admin_required", "Revoke a join token."),
    ]
}
