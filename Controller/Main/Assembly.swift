import Catalog
import Core
import Fleet
import Identity
import Logging
import Reconcile
import Store
import Telemetry
import Trust
import Web

/// The services of this cloud, in one list.
struct Assembly {
    static let types: [any Reconcile.Service.Type] = [Catalog.self, Identity.self, Fleet.self]

    static var migrations: [Migration] { types.flatMap { $0.migrations } }
    static var rules: [PolicyRule] { types.flatMap { $0.policy } }

    let catalog: Catalog
    let keys: FernetKeys
    let identity: Identity
    let fleet: Fleet

    init(
        store: Store, config: ControllerConfig, directory: StateDirectory, authority: CertificateAuthority, logger: Logger
    ) throws {
        let lifetime = Duration.seconds(config.tokenLifetime)
        catalog = Catalog(store: store)
        keys = try FernetKeys(directory: directory.fernetKeys, tokenLifetime: lifetime, logger: logger)
        identity = Identity(store: store, catalog: catalog, keys: keys, tokenLifetime: lifetime)
        var fleetConfiguration = FleetConfiguration()
        fleetConfiguration.address = config.name
        fleetConfiguration.port = config.fleetPort
        fleet = Fleet(store: store, authority: authority, configuration: fleetConfiguration, logger: logger)
    }

    var services: [any Reconcile.Service] { [catalog, identity, fleet] }

    var routes: [ServiceRoutes] {
        services.map { ServiceRoutes(api: type(of: $0).api, routes: $0.routes) }
    }
}
