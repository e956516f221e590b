import Core
import HTTPTypes
import Store
import Web

/// `injectNetworkInfo` and `resetNetwork` (Compute API, "Servers - run an administrative action").
struct NetworkInfoActions: Sendable {
    let store: Store

    var all: [ServerAction] {
        [
            // The metadata service always says how the network is now; nothing has to be carried into the guest.
            ServerAction("injectNetworkInfo", "os_compute_api:os-admin-actions:inject_network_info") { [store] call in
                try await store.read { try Servers.get($0, call.id).refuseLocked(for: call.actor) }
                return .empty(.accepted)
            },
            ServerAction("resetNetwork", "os_compute_api:os-admin-actions:reset_network") { _ in throw GoneRoutes.gone },
        ]
    }
}
