public import Reconcile
public import Store
public import Web

/// Where the cloud's services are: regions, the services in them, and the endpoints of each service.
///
/// The rows are the truth, written by the API alone; nothing is derived or cached here. What a token shows of them
/// (`entries`) is read in the caller's snapshot, so that it fits the rest of what the token says. Every change hints
/// `Topic.identity`, by which Identity knows that what it keeps in memory is stale.
public struct Catalog: Service {
    public static var api: API { .identity }
    public static var migrations: [Migration] { CatalogSchema.migrations + PolicySchema.migrations }
    public static var policy: [PolicyRule] { CatalogPolicy.rules }

    let store: Store

    public init(store: Store) {
        self.store = store
    }
}
