/// One default of the policy: who may do what, unless the operator's policy file says otherwise.
///
/// A service lists its defaults in its `Policy.swift`, one rule for each operation of its route table, and helper rules that
/// several of them refer to. The shared ones (``shared``) are always there and need no listing:
///
///     extension Catalog {
///         public static let policy = [
///             PolicyRule("identity:list_regions", "", "List regions."),
///             PolicyRule("identity:create_region", "rule:admin_required", scopes: [.system, .project], "Create a region."),
///             PolicyRule("identity:get_service", "rule:admin_required or rule:system_reader", "Show a service."),
///         ]
///     }
///
/// - `name` is what upstream calls the rule, so that existing policy files keep their meaning.
/// - `check` is the oslo.policy rule language; ``PolicyEngine`` describes it.
/// - Roles are written as the *least* that suffices: `role:reader` lets a member, a manager and an admin in as well,
///   because a token carries the roles that its roles imply.
/// - A helper of one service begins with the service's name (`compute_owner`), because all services share one namespace.
public struct PolicyRule: Sendable {
    /// Which tokens a rule accepts at all, whatever its check says. An override replaces the check, never this.
    public enum Scope: String, Sendable, CaseIterable {
        case system
        case domain
        /// A project's token; an unscoped one counts as such, as upstream has it.
        case project
    }

    public let name: String
    public let check: String
    /// Empty for every scope.
    public let scopes: Set<Scope>
    public let description: String

    public init(_ name: String, _ check: String, scopes: Set<Scope> = [], _ description: String = "") {
        self.name = name
        self.check = check
        self.scopes = scopes
        self.description = description
    }
}
