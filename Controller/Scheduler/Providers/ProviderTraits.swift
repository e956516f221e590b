import Core
import Store

/// The traits of providers: those that follow from a host's facts, and those that somebody has set.
enum ProviderTraits {
    static func of(_ s: Snapshot, _ provider: String) throws -> [String] {
        try s.rows("SELECT trait FROM placement_provider_trait WHERE provider_uuid = \(provider) ORDER BY trait")
            .map { try $0.get("trait") }
    }

    static func facts(_ s: Snapshot, _ provider: String) throws -> Set<String> {
        let rows = try s.rows(
            "SELECT trait FROM placement_provider_trait WHERE provider_uuid = \(provider) AND is_fact = 1")
        return Set(try rows.map { try $0.get("trait") })
    }

    /// Makes these, and no others, the traits of the host's facts; what somebody else has set stays.
    static func setFacts(_ tx: Transaction, _ provider: String, _ traits: Set<String>) throws {
        for trait in try facts(tx, provider).subtracting(traits) { try delete(tx, provider, trait) }
        for trait in traits {
            try tx.execute(
                """
                INSERT INTO placement_provider_trait (provider_uuid, trait, is_fact) VALUES (\(provider), \(trait), 1)
                ON CONFLICT (provider_uuid, trait) DO UPDATE SET is_fact = 1
                """)
        }
    }

    /// Makes these, and no others, the provider's traits. A fact that is left out comes back with the next look at the host.
    static func set(_ tx: Transaction, _ provider: String, _ traits: Set<String>) throws {
        for trait in Set(try of(tx, provider)).subtracting(traits) { try delete(tx, provider, trait) }
        for trait in traits {
            try tx.execute(
                """
                INSERT INTO placement_provider_trait (provider_uuid, trait, is_fact) VALUES (\(provider), \(trait), 0)
                ON CONFLICT (provider_uuid, trait) DO NOTHING
                """)
        }
    }

    private static func delete(_ tx: Transaction, _ provider: String, _ trait: String) throws {
        try tx.execute("DELETE FROM placement_provider_trait WHERE provider_uuid = \(provider) AND trait = \(trait)")
    }
}
