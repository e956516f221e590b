import Core
import Store

/// What the images of a project take.
struct ImageUsage: Sendable {
    /// In the order and with the names of upstream's quotas; sizes in MiB.
    let byQuota: [(name: String, value: Int64)]

    init(_ s: Snapshot, _ project: ProjectID?) throws {
        let row = try s.first(
            """
            SELECT COUNT(*) AS count,
                COALESCE(SUM(CASE WHEN staged IS NULL THEN size END), 0) AS size,
                COALESCE(SUM(CASE WHEN staged IS NOT NULL THEN size END), 0) AS staged,
                COALESCE(SUM(CASE WHEN status IN ('saving', 'uploading', 'importing') THEN 1 END), 0) AS running
            FROM image_image WHERE owner = \(project)
            """)
        func figure(_ column: String) throws -> Int64 { try row?.get(column) ?? 0 }
        byQuota = [
            ("image_size_total", try figure("size") / 1_048_576), ("image_stage_total", try figure("staged") / 1_048_576),
            ("image_count_total", try figure("count")), ("image_count_uploading", try figure("running")),
        ]
    }
}
