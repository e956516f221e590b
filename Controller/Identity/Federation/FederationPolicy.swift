internal import Web

/// Who may say which identity providers are trusted: the cloud's administrators; system readers see it.
enum FederationPolicy {
    static let rules =
        resource("identity_provider", "an identity provider", "identity providers")
        + resource("protocol", "a protocol of an identity provider", "the protocols of an identity provider")
        + resource("mapping", "a mapping", "mappings")
        + resource("service_provider", "a service provider", "service providers")

    private static let cloudWide: Set<PolicyRule.Scope> = [.system, .project]

    private static func resource(_ name: String, _ one: String, _ many: String) -> [PolicyRule] {
        let seer = "rule:admin_required or rule:system_reader"
        let changes = ["create", "update", "delete"].map { verb in
            PolicyRule(
                "identity:\(verb)_\(name)", "rule:admin_required", scopes: cloudWide,
                "\(verb.prefix(1).uppercased())\(verb.dropFirst()) \(one).")
        }
        return [
            PolicyRule("identity:list_\(name)s", seer, scopes: cloudWide, "List \(many)."),
            PolicyRule("identity:get_\(name)", seer, scopes: cloudWide, "Show \(one)."),
        ] + changes
    }
}
