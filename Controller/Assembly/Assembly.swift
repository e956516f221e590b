public import Catalog
public import Compute
public import Core
public import Fleet
public import Identity
public import Image
public import Logging
public import Networking
public import Reconcile
public import Scheduler
public import Store
public import Trust
public import Web

/// The services of this cloud, in one list: what `apus-controller` runs, and what a simulator runs, too.
public struct Assembly: Sendable {
    public static let types: [any Reconcile.Service.Type] = [
        Catalog.self, Identity.self, Fleet.self, ImageService.self, PlacementService.self, NetworkService.self,
        ComputeService.self, NetworkStory.self, ComputeStory.self, ComputeConsole.self,
    ]

    /// What the catalog shows: the APIs, and what follows their prefix.
    public static let endpoints: [(api: API, versionPath: String)] = [
        (.identity, "/v3"), (ImageService.api, ""), (PlacementService.api, ""), (NetworkService.api, ""),
        (ComputeService.api, "/v2.1"),
    ]

    public static var migrations: [Migration] { types.flatMap { $0.migrations } }
    public static var rules: [PolicyRule] { types.flatMap { $0.policy } }

    /// What the reconcilers' driver has before it: give it to the driver.
    public let agenda = ReconcileAgenda()
    public let catalog: Catalog
    public let keys: FernetKeys
    public let sealing: SealingKeys
    public let identity: Identity
    public let fleet: Fleet
    public let images: ImageService
    public let placement: PlacementService
    public let networks: NetworkService
    public let compute: ComputeService
    public let networkStory: NetworkStory
    public let story: ComputeStory
    public let console: ComputeConsole

    public init(
        store: Store, config: ControllerConfig, directory: StateDirectory, authority: CertificateAuthority,
        fleet configuration: FleetConfiguration = FleetConfiguration(), time: any TimeSource = SystemTime(), logger: Logger
    ) throws {
        let lifetime = Duration.seconds(config.tokenLifetime)
        catalog = Catalog(store: store)
        keys = try FernetKeys(directory: directory.fernetKeys, tokenLifetime: lifetime, logger: logger)
        sealing = try SealingKeys(directory: directory.sealingKeys, store: store, logger: logger)
        identity = Identity(
            store: store, catalog: catalog, keys: keys, sealing: sealing, tokenLifetime: lifetime,
            limitModel: config.limitModel, federation: FederationSettings(directory: "\(directory.path)/federation"))
        var fleetConfiguration = configuration
        fleetConfiguration.address = config.name
        fleetConfiguration.port = config.fleetPort
        fleet = Fleet(
            store: store, authority: authority, configuration: fleetConfiguration, time: time, agenda: agenda,
            logger: logger)
        images = ImageService(store: store, files: ImageFiles(directory: directory.images), time: time, logger: logger)
        placement = PlacementService(store: store, time: time)
        networks = NetworkService(store: store, time: time, logger: logger)
        let consoles = ConsoleTokens()
        compute = ComputeService(store: store, tunnels: fleet.tunnels, consoles: consoles, time: time, logger: logger)
        networkStory = NetworkStory(store: store, time: time, agenda: agenda)
        story = ComputeStory(store: store, time: time, agenda: agenda)
        console = ComputeConsole(store: store, tunnels: fleet.tunnels, tokens: consoles)
    }

    public var services: [any Reconcile.Service] {
        [catalog, identity, fleet, images, placement, networks, compute, networkStory, story, console]
    }

    /// What agents may ask the services for.
    public var doors: AgentDoors {
        var doors = AgentDoors.closed
        doors.imagePath = images.dataPath
        doors.metadata = compute.metadata
        return doors
    }

    /// Puts the endpoints of all services into the catalog, at the address by which the configuration names this controller.
    /// A cloud that was set up by an earlier program gets those of its new services.
    public static func publish(_ tx: Transaction, _ config: ControllerConfig) throws {
        let host = config.name.contains(":") ? "[\(config.name)]" : config.name
        try Catalog.bootstrap(tx, region: config.region, endpoints: endpoints, url: "https://\(host):\(config.port)")
    }

    public var routes: [ServiceRoutes] {
        services.map { ServiceRoutes(api: type(of: $0).api, routes: $0.routes) }
    }
}
