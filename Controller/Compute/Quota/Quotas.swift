import Core
import Store

/// How much a project may have of what compute gives. A check is made in the transaction that makes the resource, so that two
/// requests at once cannot both have the last one.
enum Quotas {
    /// The row of `compute_quota` that holds for projects without one of their own.
    static let everybody = ProjectID("default")

    /// -1 is no limit.
    static func limits(_ s: Snapshot, of project: ProjectID) throws -> [QuotaResource: Int] {
        var limits = Dictionary(uniqueKeysWithValues: QuotaResource.allCases.map { ($0, $0.standard) })
        var own: [QuotaResource: Int] = [:]
        for row in try s.rows("SELECT * FROM compute_quota WHERE project_id IN (\(project), \(everybody))") {
            guard let resource = QuotaResource(rawValue: try row.get("resource")) else { continue }
            let owner: ProjectID = try row.get("project_id")
            if owner == project {
                own[resource] = try row.get("hard_limit")
            } else {
                limits[resource] = try row.get("hard_limit")
            }
        }
        return limits.merging(own) { $1 }
    }

    /// What a project's servers take.
    static func used(_ s: Snapshot, by project: ProjectID) throws -> [QuotaResource: Int] {
        guard
            let row = try s.first(
                """
                SELECT count(*) AS instances, sum(vcpus) AS cores, sum(memory_mib) AS memory FROM compute_server
                WHERE project_id = \(project) AND deleted_at IS NULL
                """)
        else { return [:] }
        let (cores, memory): (Int?, Int?) = (try row.get("cores"), try row.get("memory"))
        return [.instances: try row.get("instances"), .cores: cores ?? 0, .memory: memory ?? 0]
    }

    /// How many servers of this flavor the project may have more, between `least` and `most`.
    ///
    /// - Throws: 403 where not even `least`.
    static func room(
        _ tx: Transaction, of project: ProjectID, for flavor: Flavor, least: Int, most: Int
    ) throws -> Int {
        let (limits, used) = (try limits(tx, of: project), try used(tx, by: project))
        let each: [(QuotaResource, Int)] = [(.instances, 1), (.cores, flavor.vcpus), (.memory, flavor.memoryMiB)]
        var count = most
        for (resource, amount) in each {
            guard let limit = limits[resource], limit >= 0, amount > 0 else { continue }
            count = min(count, max(0, limit - (used[resource] ?? 0)) / amount)
        }
        if count >= least { return try bounded(count, least: least) }
        let over = each.filter { resource, amount in
            guard let limit = limits[resource], limit >= 0 else { return false }
            return (used[resource] ?? 0) + amount * least > limit
        }
        throw exceeded(over.map { ($0, $1 * least, used[$0] ?? 0, limits[$0] ?? 0) })
    }

    /// Each makes its rows in the one transaction of the request, so that there is an end even without a quota.
    private static func bounded(_ count: Int, least: Int) throws -> Int {
        let most = 1000
        guard least <= most else {
            throw Refusal.invalid("A request makes at most \(most) servers.", hint: "Ask several times.")
        }
        return min(count, most)
    }

    private static func exceeded(_ items: [(QuotaResource, wanted: Int, used: Int, limit: Int)]) -> Fault {
        func list(_ text: (((QuotaResource, wanted: Int, used: Int, limit: Int)) -> String)) -> String {
            items.map(text).joined(separator: ", ")
        }
        let names = list { $0.0.rawValue }
        return Fault(
            .forbidden, code: "COMPUTE-QUOTA",
            "Quota exceeded for \(names): Requested \(list { "\($0.wanted)" }), but already used \(list { "\($0.used)" }) of "
                + "\(list { "\($0.limit)" }) \(names)",
            hint: "Delete what is not used, or ask an administrator for a larger quota.")
    }

    /// - Throws: 403 for more metadata than a server may have.
    static func checkMetadata(_ s: Snapshot, _ project: ProjectID, count: Int) throws {
        guard let limit = try limits(s, of: project)[.metadataItems], limit >= 0, count > limit else { return }
        throw Fault(
            .forbidden, code: "COMPUTE-QUOTA", "Maximum number of metadata items exceeds \(limit)",
            hint: "Delete metadata that is not used.")
    }

    /// - Throws: 403 for more or longer files than a server may be given.
    static func checkFiles(_ s: Snapshot, _ project: ProjectID, _ personality: [JSON]) throws {
        guard !personality.isEmpty else { return }
        let (limits, files) = (try limits(s, of: project), GuestFile.list(personality))
        func check(_ resource: QuotaResource, _ amount: Int, _ refusal: (Int) -> String) throws {
            guard let limit = limits[resource], limit >= 0, amount > limit else { return }
            throw Fault(.forbidden, code: "COMPUTE-QUOTA", refusal(limit), hint: "Put the files into user_data, or an image.")
        }
        try check(.injectedFiles, personality.count) { _ in "Personality file limit exceeded" }
        try check(.injectedFilePathBytes, files.map(\.path.utf8.count).max() ?? 0) {
            "Personality file path exceeds maximum \($0)"
        }
        try check(.injectedFileBytes, files.map(\.content.count).max() ?? 0) {
            "Personality file content exceeds maximum \($0)"
        }
    }
}
