import Core
import Store

/// Which images a list shows, in which order, from where on.
struct ImageQuery: Sendable {
    /// Who asks: nil for one that belongs to no project.
    var project: ProjectID?
    var isAdmin = false
    /// nil for the usual view: all that may be seen but community images of others.
    var visibility: Image.Visibility?
    var showsEverything = false
    /// Of shared images, those whose offer is in this state; nil for any.
    var memberStatus: ImageMember.Status? = .accepted
    /// Conditions on the row, each complete.
    var conditions: [SQL] = []
    var page = Page()

    /// The columns that can be sorted by, with what stands for NULL: such rows come first.
    static let sortable: [String: SQL] = [
        "name": "COALESCE(name, '')", "status": "status", "container_format": "COALESCE(container_format, '')",
        "disk_format": "COALESCE(disk_format, '')", "size": "COALESCE(size, -1)", "id": "id", "created_at": "created_at",
        "updated_at": "updated_at",
    ]

    func images(_ s: Snapshot) throws -> [Image] {
        var clauses = conditions + [sight]
        let keys = sortKeys
        if let marker = page.marker { clauses.append(try after(marker, keys, s)) }
        let order = keys.map { $0.expression + ($0.ascending ? " ASC" : " DESC") }.joined(", ")
        let rows = try s.rows(
            """
            SELECT * FROM image_image WHERE \(clauses.joined(" AND ")) ORDER BY \(order) LIMIT \(page.limit ?? 1000)
            """)
        return try Images.complete(s, rows.map(Image.init))
    }

    // MARK: Who sees what

    private var sight: SQL {
        if let visibility { return "(visibility = \(visibility.rawValue) AND \(visible))" }
        if showsEverything { return visible }
        guard let project else { return "(visibility <> 'community' AND \(visible))" }
        return "((visibility <> 'community' OR owner = \(project)) AND \(visible))"
    }

    private var visible: SQL {
        if isAdmin { return "1 = 1" }
        guard let project else { return "visibility IN ('public', 'community')" }
        let offer: SQL = "SELECT image_id FROM image_member WHERE member = \(project)"
        let offered = memberStatus.map { offer + " AND status = \($0.rawValue)" } ?? offer
        return """
            (visibility IN ('public', 'community') OR owner = \(project) OR (visibility = 'shared' AND id IN (\(offered))))
            """
    }

    // MARK: Order and place

    private struct Key {
        let expression: SQL
        let ascending: Bool
    }

    /// Ties are broken by time and id, so that each page begins where the last one ended.
    private var sortKeys: [Key] {
        var sort = page.sort.isEmpty ? [Page.SortKey("created_at", ascending: false)] : page.sort
        let ascending = sort.last?.ascending ?? false
        for name in ["created_at", "id"] where !sort.contains(where: { $0.name == name }) {
            sort.append(Page.SortKey(name, ascending: ascending))
        }
        return sort.compactMap { key in
            Self.sortable[key.name].map { Key(expression: $0, ascending: key.ascending) }
        }
    }

    /// The rows behind the marker: those that are behind it by one key and equal to it by all keys before that.
    private func after(_ marker: String, _ keys: [Key], _ s: Snapshot) throws -> SQL {
        let id = ImageID(marker)
        guard try Images.find(s, id, visibleTo: project, isAdmin: isAdmin) != nil else {
            throw Refusal.invalid("Image \(marker.prefix(64)) could not be found.")
        }
        let alternatives = keys.indices.map { last in
            let equal = keys[..<last].map { "\($0.expression) = \(value($0, id))" as SQL }
            let comparison: SQL = keys[last].ascending ? " > " : " < "
            return ("(" as SQL) + (equal + [keys[last].expression + comparison + value(keys[last], id)]).joined(" AND ") + ")"
        }
        return ("(" as SQL) + alternatives.joined(" OR ") + ")"
    }

    private func value(_ key: Key, _ id: ImageID) -> SQL {
        "(SELECT \(key.expression) FROM image_image WHERE id = \(id))"
    }
}
