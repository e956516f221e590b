import Catalog
import Compute
import Core
import Fleet
import Identity
import Image
import Logging
import Networking
import Reconcile
import Scheduler
import Store
import Telemetry
import Trust
import Web

/// The services of this cloud, in one list.
struct Assembly {
    static let types: [any Reconcile.Service.Type] = [
        Catalog.self, Identity.self, Fleet.self, ImageService.self, PlacementService.self, NetworkService.self,
        ComputeService.self, ComputeStory.self, ComputeConsole.self,
    ]

    /// What the catalog shows: the APIs, and what follows their prefix.
    static let endpoints: [(api: API, versionPath: String)] = [
        (.identity, "/v3"), (ImageService.api, ""), (PlacementService.api, ""), (NetworkService.api, ""),
        (ComputeService.api, "/v2.1"),
    ]

    static var migrations: [Migration] { types.flatMap { $0.migrations } }
    static var rules: [PolicyRule] { types.flatMap { $0.policy } }

    let catalog: Catalog
    let keys: FernetKeys
    let identity: Identity
    let fleet: Fleet
    let images: ImageService
    let placement: PlacementService
    let networks: NetworkService
    let compute: ComputeService
    let story: ComputeStory
    let console: ComputeConsole

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
        images = ImageService(store: store, files: ImageFiles(directory: directory.images), logger: logger)
        placement = PlacementService(store: store)
        networks = NetworkService(store: store, logger: logger)
        let consoles = ConsoleTokens()
        compute = ComputeService(store: store, tunnels: fleet.tunnels, consoles: consoles, logger: logger)
        story = ComputeStory(store: store)
        console = ComputeConsole(store: store, tunnels: fleet.tunnels, tokens: consoles)
    }

    var services: [any Reconcile.Service] { [catalog, identity, fleet, images, placement, networks, compute, story, console] }

    /// What agents may ask the services for.
    var doors: AgentDoors {
        var doors = AgentDoors.closed
        doors.imagePath = images.dataPath
        doors.metadata = compute.metadata
        return doors
    }

    /// Puts the endpoints of all services into the catalog, at the address by which the configuration names this controller.
    /// A cloud that was set up by an earlier program gets those of its new services.
    static func publish(_ tx: Transaction, _ config: ControllerConfig) throws {
        let host = config.name.contains(":") ? "[\(config.name)]" : config.name
        try Catalog.bootstrap(tx, region: config.region, endpoints: endpoints, url: "https://\(host):\(config.port)")
    }

    var routes: [ServiceRoutes] {
        services.map { ServiceRoutes(api: type(of: $0).api, routes: $0.routes) }
    }
}
