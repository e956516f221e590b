import Core
import Store
import Web

/// `GET /resource_providers` with its filters.
struct ProviderSearch: Sendable {
    private let name: String?
    private let uuid: String?
    private let resources: [String: Int64]
    private let filter: ProviderFilter

    init(_ context: RequestContext) throws {
        var filter = ProviderFilter()
        try ProviderQuery.traits(context.query.all("required"), into: &filter, context)
        try ProviderQuery.memberOf(context.query.all("member_of"), into: &filter, context)
        filter.inTree = try context.query["in_tree"].map(ProviderQuery.inTree)
        name = context.query["name"]
        uuid = context.query["uuid"]
        resources = try context.query["resources"].map(ProviderQuery.resources) ?? [:]
        self.filter = filter
        if let uuid, UUIDText.bytes(uuid) == nil {
            throw PlacementRefusal.invalid("Invalid query string parameters: '\(uuid)' is not a 'uuid'")
        }
    }

    /// - Throws: `Fault` 400 for a class or trait that there is not.
    func check(_ s: Snapshot) throws {
        try NameCheck.classes(resources.keys, s)
        let missing = try Traits.missing(s, filter.traits)
        guard missing.isEmpty else {
            throw PlacementRefusal.invalid(
                "Invalid trait(s) in \"required\" parameter: No such trait(s): \(missing.joined(separator: ", ")).")
        }
    }

    func run(_ world: World) -> [ProviderRecord] {
        let root = filter.inTree.map { world[$0]?.root ?? "" }
        let candidates = uuid.map { world[$0].map { [$0] } ?? [] } ?? Array(world.providers)
        return candidates.filter { provider in
            (name.map { $0 == provider.name } ?? true) && (root.map { $0 == provider.root } ?? true)
                && filter.acceptsTraits(provider.traits) && filter.acceptsAggregates(provider.aggregates)
                && resources.allSatisfy { provider.slots[$0]?.takes($1) ?? false }
        }
    }
}

/// Do the names of a query exist?
enum NameCheck {
    static func classes(_ names: some Sequence<String>, _ s: Snapshot) throws {
        for name in names.sorted() where try !ResourceClasses.exists(s, name) {
            throw PlacementRefusal.invalid("Invalid resource class in resources parameter: No such resource class \(name).")
        }
    }
}
