import Compute
import ComputeRole
import ControllerAssembly
import Core
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Image
import Logging
import NIOCore
import Reconcile
import Store
import Trust
import Web

/// The controller's process from its start to its end: all that `apus-controller` runs, but for its listeners.
///
/// A killed process leaves the files of its database as they are at that moment. Its successor starts from a copy of them: the
/// old connections stay open in this program, and a copy has none of their locks, as after a real end of the process.
final class ControllerLife: @unchecked Sendable {
    let owner: Owner
    let number: Int
    private unowned let world: World
    private(set) var store: Store?
    private(set) var fleet: LocalFleet?
    private(set) var reconcilers: [any Reconciler] = []
    private var site: Site?

    init(number: Int, in world: World) {
        self.number = number
        self.world = world
        owner = world.loop.newOwner("controller")
    }

    private var directory: StateDirectory { world.place.controller }

    /// What a process starts with lies there when nobody runs.
    static func resting(_ place: Place) -> String { place.controller.database }

    private var database: String { "\(directory.path)/life-\(number)/apus.db" }

    // MARK: Start and end

    func start() {
        do {
            try FileManager.default.createDirectory(atPath: "\(directory.path)/life-\(number)", withIntermediateDirectories: true)
            try Self.move(Self.resting(world.place), to: database)
        } catch {
            return world.wrong("the database cannot be put into place: \(error)")
        }
        world.loop.spawn(as: owner) { await self.simulated { await self.run() } }
    }

    /// To where the next life finds it.
    func leaveDatabase() {
        do {
            try Self.copy(database, to: Self.resting(world.place))
        } catch {
            world.wrong("the database cannot be kept: \(error)")
        }
    }

    func copyDatabase(to path: String) throws { try Self.copy(database, to: path) }

    /// The same for all lives: nothing changes it.
    private static let policy = Result { try PolicyEngine(rules: Assembly.rules) }

    /// While no controller runs.
    static func replaceDatabase(of place: Place, by backup: String, renumbering now: Timestamp?) async throws {
        try copy(backup, to: resting(place))
        guard let now else { return }
        let loop = Loop.shared
        let seam = WriterSeam(schedule: { loop.take($0) }, commit: { try $0() })
        let store = try Store(path: resting(place), migrations: Assembly.migrations, seam: seam)
        try await store.write { try Fleet.renumber($0, now: now) }
        // Its connections stay open until the store goes; the next life works on files of its own.
        withExtendedLifetime(store) {}
    }

    private static func copy(_ source: String, to target: String) throws {
        for suffix in ["", "-wal"] {
            try? FileManager.default.removeItem(atPath: target + suffix)
            guard FileManager.default.fileExists(atPath: source + suffix) else { continue }
            try FileManager.default.copyItem(atPath: source + suffix, toPath: target + suffix)
        }
    }

    private static func move(_ source: String, to target: String) throws {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: source + suffix) {
            try FileManager.default.moveItem(atPath: source + suffix, toPath: target + suffix)
        }
    }

    /// What the product takes from its surroundings, where that is not handed to it.
    private func simulated(_ body: () async -> Void) async {
        await Blocking.$queue.withValue({ [world] work in
            world.loop.take { world.effect(.disk, "controller") { work() } }
        }) {
            await RandomSource.$simulated.withValue({ [world] in world.loop.random.next() }) { await body() }
        }
    }

    private func run() async {
        do {
            let (store, assembly) = try open()
            // Worlds that another process has cached are not this one's: in truth they die with it.
            let name = "life-\(owner.number)"
            try await store.write { try $0.execute("UPDATE placement_revision SET store = \(name)") }
            try await store.write { [config] in try Assembly.publish($0, config) }
            let driver = ReconcileDriver(store: store, reconcilers: reconcilers, time: SimTime(), logger: world.logger)
            let local = LocalFleet(assembly.fleet, doors: assembly.doors)
            let sweep = assembly.images.sweep
            fleet = local
            site = Site(
                services: assembly.routes, authenticator: Personas(), policy: try Self.policy.get(),
                time: SimTime(), logger: world.logger)
            self.store = store
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await driver.run() }
                group.addTask { try await local.run() }
                group.addTask { try await sweep.run() }
                try await group.waitForAll()
            }
        } catch {
            world.wrong("the controller has ended: \(error)")
        }
    }

    private func open() throws -> (Store, Assembly) {
        let world = world
        let seam = WriterSeam(
            schedule: { work in world.loop.take { RandomSource.$simulated.withValue({ world.loop.random.next() }) { work() } } },
            commit: { body in try world.effect(.commit, "controller") { try body() } })
        let store = try Store(path: database, migrations: Assembly.migrations, seam: seam)
        let assembly = try Assembly(
            store: store, config: config, directory: directory, authority: try CertificateAuthority.load(from: directory),
            fleet: fleetConfiguration, time: SimTime(), logger: world.logger)
        reconcilers = assembly.services.flatMap(\.reconcilers)
        return (store, assembly)
    }

    private var fleetConfiguration: FleetConfiguration {
        var configuration = FleetConfiguration()
        if let lifetime = world.certificateLifetime { configuration.certificateLifetime = lifetime }
        return configuration
    }

    private var config: ControllerConfig {
        var config = ControllerConfig()
        config.state = directory.path
        config.name = "controller"
        return config
    }

    // MARK: Requests

    /// Nil until it is ready.
    var isReady: Bool { site != nil }

    /// Answers a request in a task of its own.
    func answer(_ request: Request, _ done: @escaping @Sendable (Result<Answer, any Error>) -> Void) {
        guard let site else { return done(.failure(ConnectionLost())) }
        world.loop.spawn(as: owner) {
            await self.simulated {
                let response = await site.respond(to: request, context: Connection())
                let collector = BodyCollector()
                do {
                    try await response.body.write(collector)
                    done(.success(Answer(response.status, response.headers, collector.bytes)))
                } catch {
                    done(.failure(ConnectionLost()))
                }
            }
        }
    }

    /// Runs a call or a session of an agent.
    func serve(_ body: @escaping @Sendable (LocalFleet) async -> Void) {
        guard let fleet else { return }
        world.loop.spawn(as: owner) { await self.simulated { await body(fleet) } }
    }
}

/// Keeps what a response writes.
private final class BodyCollector: ResponseBodyWriter, @unchecked Sendable {
    // Unchecked: one response writes to it, one piece after the other.
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += Array(buffer.readableBytesView) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
