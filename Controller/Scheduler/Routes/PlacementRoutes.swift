import Core
import HTTPTypes
public import Web

/// The whole Placement API, in one table.
extension PlacementService {
    static let versions = Microversion(1, 0)...Microversion(1, 39)

    public var routes: [Route] {
        [Route(.get, "/", policy: .anyone, handler: QueryHandlers(store: store).root)]
            + providerRoutes + inventoryRoutes + belongingsRoutes + nameRoutes + allocationRoutes
    }

    private var providerRoutes: [Route] {
        let providers = ProviderHandlers(store: store)
        let one = "/resource_providers/{uuid}"
        return [
            Route(.get, "/resource_providers", policy: rule("resource_providers:list"), handler: providers.list),
            Route(.post, "/resource_providers", policy: rule("resource_providers:create"), handler: providers.create),
            Route(.get, one, policy: rule("resource_providers:show"), handler: providers.show),
            Route(.put, one, policy: rule("resource_providers:update"), handler: providers.update),
            Route(.delete, one, policy: rule("resource_providers:delete"), handler: providers.delete),
            Route(.get, one + "/usages", policy: rule("resource_providers:usages"), handler: providers.usages),
            Route(
                .get, one + "/allocations", policy: rule("resource_providers:allocations:list"), handler: providers.allocations
            ),
        ]
    }

    private var inventoryRoutes: [Route] {
        let inventories = InventoryHandlers(store: store)
        let all = "/resource_providers/{uuid}/inventories"
        let one = all + "/{resource_class}"
        let prefix = "resource_providers:inventories:"
        return [
            Route(.get, all, policy: rule(prefix + "list"), handler: inventories.list),
            Route(.put, all, policy: rule(prefix + "update"), handler: inventories.set),
            Route(.post, all, policy: rule(prefix + "create"), handler: inventories.create),
            Route(.delete, all, policy: rule(prefix + "delete"), since: Microversion(1, 5), handler: inventories.deleteAll),
            Route(.get, one, policy: rule(prefix + "show"), handler: inventories.show),
            Route(.put, one, policy: rule(prefix + "update"), handler: inventories.update),
            Route(.delete, one, policy: rule(prefix + "delete"), handler: inventories.delete),
        ]
    }

    private var belongingsRoutes: [Route] {
        let traits = ProviderTraitHandlers(store: store), aggregates = ProviderAggregateHandlers(store: store)
        let of = "/resource_providers/{uuid}"
        let traitsSince = Microversion(1, 6), aggregatesSince = Microversion(1, 1)
        let prefix = "resource_providers:"
        return [
            Route(.get, of + "/traits", policy: rule(prefix + "traits:list"), since: traitsSince, handler: traits.list),
            Route(.put, of + "/traits", policy: rule(prefix + "traits:update"), since: traitsSince, handler: traits.set),
            Route(.delete, of + "/traits", policy: rule(prefix + "traits:delete"), since: traitsSince, handler: traits.delete),
            Route(
                .get, of + "/aggregates", policy: rule(prefix + "aggregates:list"), since: aggregatesSince,
                handler: aggregates.list),
            Route(
                .put, of + "/aggregates", policy: rule(prefix + "aggregates:update"), since: aggregatesSince,
                handler: aggregates.set),
        ]
    }

    private var nameRoutes: [Route] {
        let classes = ClassHandlers(store: store), traits = TraitHandlers(store: store)
        let classesSince = Microversion(1, 2), traitsSince = Microversion(1, 6)
        let oneClass = "/resource_classes/{name}"
        return [
            Route(.get, "/resource_classes", policy: rule("resource_classes:list"), since: classesSince, handler: classes.list),
            Route(
                .post, "/resource_classes", policy: rule("resource_classes:create"), since: classesSince,
                handler: classes.create),
            Route(.get, oneClass, policy: rule("resource_classes:show"), since: classesSince, handler: classes.show),
            Route(
                .put, oneClass, policy: rule("resource_classes:update"), since: classesSince, until: Microversion(1, 6),
                handler: classes.rename),
            Route(
                .put, oneClass, policy: rule("resource_classes:update"), since: Microversion(1, 7), handler: classes.ensure),
            Route(.delete, oneClass, policy: rule("resource_classes:delete"), since: classesSince, handler: classes.delete),
            Route(.get, "/traits", policy: rule("traits:list"), since: traitsSince, handler: traits.list),
            Route(.get, "/traits/{name}", policy: rule("traits:show"), since: traitsSince, handler: traits.show),
            Route(.put, "/traits/{name}", policy: rule("traits:update"), since: traitsSince, handler: traits.ensure),
            Route(.delete, "/traits/{name}", policy: rule("traits:delete"), since: traitsSince, handler: traits.delete),
        ]
    }

    private var allocationRoutes: [Route] {
        let allocations = AllocationHandlers(store: store), queries = QueryHandlers(store: store)
        let one = "/allocations/{consumer_uuid}"
        return [
            Route(.get, one, policy: rule("allocations:list"), handler: allocations.show),
            Route(.put, one, policy: rule("allocations:update"), handler: allocations.replace),
            Route(.delete, one, policy: rule("allocations:delete"), handler: allocations.delete),
            Route(
                .post, "/allocations", policy: rule("allocations:manage"), since: Microversion(1, 13),
                body: Self.longBody, handler: allocations.replaceSeveral),
            Route(
                .post, "/reshaper", policy: rule("reshaper:reshape"), since: Microversion(1, 30), body: Self.longBody,
                handler: allocations.reshape),
            Route(
                .get, "/allocation_candidates", policy: rule("allocation_candidates:list"), since: Microversion(1, 10),
                handler: queries.candidates),
            Route(
                .get, "/usages", policy: rule("usages"),
                target: { ["project_id": .string($0.query["project_id"] ?? "")] }, since: Microversion(1, 9),
                handler: queries.usages),
        ]
    }

    /// Allocations of many consumers at once.
    private static let longBody = BodyRule.json(limit: 8 << 20)

    private func rule(_ name: String) -> Access { .rule("placement:" + name) }
}
