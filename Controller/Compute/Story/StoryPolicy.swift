import Web

/// Who may see what happens. Tenants see what their servers do; why a host was or was not chosen is for administrators.
enum StoryPolicy {
    static let rules: [PolicyRule] = [
        PolicyRule("apus:servers:timeline", "rule:project_reader_or_admin", "Show the steps of a server's life."),
        PolicyRule("apus:servers:why", "rule:project_reader_or_admin", "Explain how a server is."),
        PolicyRule("apus:servers:why:hosts", "rule:admin_required", "Explain it with what was found about each host."),
        PolicyRule("apus:servers:debug", "rule:admin_required", "Compare a server with what its host has of it."),
        PolicyRule("apus:doctor", "rule:admin_required", "Find what is not as it should be in the whole cloud."),
        PolicyRule("apus:events:list", "rule:project_reader_or_admin", "Show what happens to the servers of one's project."),
        PolicyRule("apus:events:list:all_projects", "rule:admin_required", "Show what happens to all servers."),
        PolicyRule("apus:scheduler:dry_run", "rule:admin_required", "Ask where a server would run, without making it."),
    ]
}
