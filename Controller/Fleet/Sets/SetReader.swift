import AgentProtocol
import Core
import Store

/// Reads sets in pieces of bounded size.
struct SetReader: Sendable {
    /// Most items of one frame.
    var itemLimit = 256
    /// A frame ends with the item that goes over this. Specs are counted as they are stored, which is longer than on the wire.
    var byteLimit = 256 * 1024

    /// Most removed items that are told with a whole set; what is beyond needs an operator's word.
    static let removedLimit = 10_000

    struct Part: Equatable {
        var items: [SetItem] = []
        var isLast = true
    }

    struct Delta: Equatable {
        var changed: [SetItem] = []
        var removed: [String] = []
        /// Of its first change; there is none before it that a reader would miss.
        var first = Int64.max
        /// How far this brings its reader.
        var revision: Int64
        var isLast = true
    }

    /// The items whose ids follow `id`, in their order.
    func part(_ snapshot: Snapshot, set: String, after id: String) throws -> Part {
        let rows = try snapshot.rows(
            """
            SELECT id, generation, spec, wire FROM fleet_set_item
            WHERE set_name = \(set) AND id > \(id) AND deleted_at IS NULL ORDER BY id LIMIT \(itemLimit + 1)
            """)
        let taken = try prefix(rows)
        return Part(items: try taken.map(Self.item), isLast: taken.count == rows.count)
    }

    /// What was taken out of the set and that no host has called absent yet, the latest first.
    func removed(_ snapshot: Snapshot, set: String) throws -> [String] {
        try snapshot.rows(
            """
            SELECT id FROM fleet_set_item WHERE set_name = \(set) AND deleted_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM fleet_observation WHERE fleet_observation.set_name = fleet_set_item.set_name
                    AND fleet_observation.id = fleet_set_item.id AND fleet_observation.state = 'absent')
            ORDER BY revision DESC LIMIT \(Self.removedLimit)
            """
        ).map { try $0.get("id") }
    }

    /// What has changed after `revision`; nil if that is too long ago to know, and the whole set has to be read.
    func delta(_ snapshot: Snapshot, set: String, after revision: Int64) throws -> Delta? {
        let floor: Int64? = try snapshot.value("SELECT revision FROM fleet_set_floor WHERE set_name = \(set)")
        if let floor, floor > revision { return nil }
        let rows = try snapshot.rows(
            """
            SELECT id, generation, spec, wire, revision, deleted_at FROM fleet_set_item
            WHERE set_name = \(set) AND revision > \(revision) ORDER BY revision LIMIT \(itemLimit + 1)
            """)
        let taken = try prefix(rows)
        var delta = Delta(revision: revision, isLast: taken.count == rows.count)
        for row in taken {
            let deletedAt: Timestamp? = try row.get("deleted_at")
            if deletedAt == nil { delta.changed.append(try Self.item(row)) } else { delta.removed.append(try row.get("id")) }
            delta.revision = try row.get("revision")
            delta.first = min(delta.first, delta.revision)
        }
        return delta
    }

    /// As many rows as fit a frame, one at least.
    private func prefix(_ rows: [Row]) throws -> ArraySlice<Row> {
        var bytes = 0
        var count = 0
        for row in rows.prefix(itemLimit) where bytes < byteLimit {
            let spec: String = try row.get("spec")
            bytes += spec.utf8.count
            count += 1
        }
        return rows.prefix(count)
    }

    static func item(_ row: Row) throws -> SetItem {
        try ItemSpec.item(
            id: try row.get("id"), generation: try row.get("generation"), spec: try row.get("spec"), wire: try row.get("wire"))
    }
}
