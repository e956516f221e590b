import Core
import HTTPTypes
import Store
import Web

/// `/os-migrations` and `/servers/{server_id}/migrations` (Compute API, "Migrations", "Server migrations"). Servers of this cloud
/// have never moved yet, so that there is none to show.
struct MigrationRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let (server, since) = (Targets(store: store).server, Microversion(2, 23))
        let one = "/v2.1/servers/{server_id}/migrations"
        return [
            Route(.get, "/v2.1/os-migrations", policy: .rule("os_compute_api:os-migrations:index")) { _ in Self.none() },
            Route(.get, one, policy: .rule("os_compute_api:servers:migrations:index"), target: server, since: since) { _ in
                Self.none()
            },
            Route(
                .get, one + "/{migration_id}", policy: .rule("os_compute_api:servers:migrations:show"), target: server,
                since: since
            ) { context in
                throw Refusal.missing(
                    "In-progress live migration \(try context.parameter("migration_id")) is not found for server "
                        + "\(try context.parameter("server_id")).")
            },
        ]
    }

    private static func none() -> Reply { .json { w in w.object { w in w.field("migrations") { $0.array { _ in } } } } }
}
