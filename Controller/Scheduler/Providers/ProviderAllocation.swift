import Store

/// What one consumer holds of one provider.
struct ProviderAllocation: Sendable, Equatable {
    let consumer: String
    let consumerGeneration: Int64
    var resources: [String: Int64] = [:]

    /// In order of the consumers.
    static func of(_ s: Snapshot, provider: String) throws -> [ProviderAllocation] {
        let rows = try s.rows(
            """
            SELECT consumer_uuid, generation, resource_class, used FROM placement_allocation
            JOIN placement_consumer ON placement_consumer.uuid = consumer_uuid
            WHERE provider_uuid = \(provider) ORDER BY consumer_uuid
            """)
        var allocations: [ProviderAllocation] = []
        for row in rows {
            var columns = row.inOrder
            let consumer: String = try columns.next()
            let generation: Int64 = try columns.next()
            if allocations.last?.consumer != consumer {
                allocations.append(ProviderAllocation(consumer: consumer, consumerGeneration: generation))
            }
            allocations[allocations.count - 1].resources[try columns.next()] = try columns.next(Int64.self)
        }
        return allocations
    }
}
