import Core
import HTTPTypes
import Store
import Testing

@testable import Identity

/// The secrets beside credentials: sealed, and sealed again when the keys rotate.
struct SealedTableTests {
    @Test func secretsOutliveTheKeyThatSealedThem() async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        let config = DomainConfig(sealing: cloud.whole.sealing)
        let password: DomainConfig.Options = [DomainOption(group: "ldap", name: "password"): "geheim"]
        _ = try await cloud.whole.store.write { try config.replace($0, of: Domains.defaultID, password) }
        let before = try await cloud.whole.store.read { try SealedTable.keyIDs($0) }
        #expect(before.count == 1)
        for _ in 1...2 {
            cloud.whole.time.advance(by: .seconds(31 * 86_400))
            try await cloud.whole.sealing.maintain()
        }
        let after = try await cloud.whole.store.read { try SealedTable.keyIDs($0) }
        #expect(after.count == 1)
        #expect(after.isDisjoint(with: before))
        #expect(try await cloud.whole.store.read { try config.whole($0, of: Domains.defaultID) } == password)
        let secrets = try await cloud.whole.store.read { s in
            let consumer = try OAuthConsumers.get(s, cloud.consumer.id)
            let found = try #require(try OAuthAccesses.find(s, OAuthAccessID(access.id)))
            return (
                try cloud.whole.sealing.open(consumer.secret, .consumer, consumer.id.string),
                try cloud.whole.sealing.open(found.secret, .access, access.id)
            )
        }
        #expect(secrets == (cloud.consumer.secret, access.secret))
    }

    @Test func noSecretIsInTheDatabase() async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        let kept: [String] = try await cloud.whole.store.read { s in
            try s.rows("SELECT sealed FROM identity_oauth_consumer UNION ALL SELECT sealed FROM identity_oauth_access").map {
                try $0.get("sealed")
            }
        }
        #expect(kept.count == 2)
        #expect(!kept.contains { $0.contains(cloud.consumer.secret) || $0.contains(access.secret) })
    }
}
