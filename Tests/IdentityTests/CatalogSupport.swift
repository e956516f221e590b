import Catalog
import Core
import Foundation
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Store
import StoreTesting
import Testing
import Web

extension Fixture {
    /// A site with nothing but the catalog, asked by the same personas.
    static func runCatalog(_ body: @Sendable (Fixture) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try Store(path: TestEngine.chosen.place(directory.path + "/apus.db"), migrations: Catalog.migrations)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let time = VirtualTime()
        let catalog = Catalog(store: store)
        let site = Site(
            services: [ServiceRoutes(api: Catalog.api, routes: catalog.routes)], authenticator: Personas(),
            policy: try PolicyEngine(rules: Catalog.policy), time: time, logger: logger)
        let sealing = try SealingKeys(directory: directory.path + "/sealing", store: store, time: time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(Fixture(store: store, sealing: sealing, time: time, client: client))
        }
        await store.close()
    }

    /// A compute service with its id.
    func service(_ type: String = "compute", _ more: [String: JSON] = [:]) async throws -> String {
        try await create("service", .object(["type": .string(type)].merging(more) { $1 }))
    }

    /// An endpoint of the service, with its id.
    func endpoint(_ service: String, _ more: [String: JSON] = [:]) async throws -> String {
        let plain: [String: JSON] = [
            "service_id": .string(service), "interface": "public", "url": "https://cloud/compute",
        ]
        return try await create("endpoint", .object(plain.merging(more) { $1 }))
    }
}
