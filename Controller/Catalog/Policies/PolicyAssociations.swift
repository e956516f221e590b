import Core
import Store

/// Which policy is for which endpoints: the rows of `catalog_policy_association`.
enum PolicyAssociations {
    /// A subject has one policy: this one replaces the one before.
    static func create(_ tx: Transaction, _ id: PolicyID, for subject: PolicySubject) throws {
        _ = try PolicyDocuments.get(tx, id)
        try subject.check(tx)
        try tx.execute("DELETE FROM catalog_policy_association WHERE \(subject.condition)")
        try tx.execute(
            """
            INSERT INTO catalog_policy_association (policy_id, endpoint_id, service_id, region_id)
            VALUES (\(id), \(subject.endpointID), \(subject.serviceID), \(subject.regionID))
            """)
    }

    static func check(_ s: Snapshot, _ id: PolicyID, for subject: PolicySubject) throws {
        _ = try PolicyDocuments.get(s, id)
        try subject.check(s)
        guard try policy(s, for: subject) == id else { throw CatalogRefusal.missing("Could not find policy association.") }
    }

    /// Whether there was one or not.
    static func delete(_ tx: Transaction, _ id: PolicyID, for subject: PolicySubject) throws {
        _ = try PolicyDocuments.get(tx, id)
        try subject.check(tx)
        try tx.execute("DELETE FROM catalog_policy_association WHERE policy_id = \(id) AND \(subject.condition)")
    }

    /// - Throws: a 404 fault for a policy that is for nothing.
    static func used(_ s: Snapshot, _ id: PolicyID) throws -> PolicyDocument {
        let policy = try PolicyDocuments.get(s, id)
        guard try s.first("SELECT 1 FROM catalog_policy_association WHERE policy_id = \(id)") != nil else {
            throw CatalogRefusal.missing("Could not find policy association.")
        }
        return policy
    }

    // MARK: In effect

    /// The endpoints that a policy is for, each once.
    static func endpoints(_ s: Snapshot, of id: PolicyID) throws -> [Endpoint] {
        _ = try PolicyDocuments.get(s, id)
        let subjects = Set(
            try s.rows("SELECT * FROM catalog_policy_association WHERE policy_id = \(id)").map(PolicySubject.init))
        let regions = try Regions.all(s)
        return try Endpoints.all(s).filter { endpoint in
            covering(endpoint, regions).contains(where: subjects.contains)
        }
    }

    /// What is nearest wins: the endpoint itself, then its service in its region and in the ones around that, then the service.
    static func policy(_ s: Snapshot, inEffectOn id: EndpointID) throws -> PolicyDocument {
        let endpoint = try Endpoints.get(s, id)
        for subject in covering(endpoint, try Regions.all(s)) {
            if let policy = try policy(s, for: subject) { return try PolicyDocuments.get(s, policy) }
        }
        throw CatalogRefusal.missing("No policy is associated with endpoint \(id).")
    }

    /// All that a policy for this endpoint can be for, the nearest first.
    private static func covering(_ endpoint: Endpoint, _ regions: [Region]) -> [PolicySubject] {
        let parents = Dictionary(uniqueKeysWithValues: regions.map { ($0.id, $0.parentID) })
        let around = sequence(first: endpoint.regionID) { id in id.flatMap { parents[$0] ?? nil }.map { .some($0) } }
        let inRegions = around.compactMap { $0 }.map { PolicySubject.serviceInRegion(endpoint.serviceID, $0) }
        return [.endpoint(endpoint.id)] + inRegions + [.service(endpoint.serviceID)]
    }

    private static func policy(_ s: Snapshot, for subject: PolicySubject) throws -> PolicyID? {
        try s.value("SELECT policy_id FROM catalog_policy_association WHERE \(subject.condition)")
    }
}
