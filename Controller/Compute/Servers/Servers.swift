import Core
import Networking
import Store

/// Finding servers.
enum Servers {
    static func find(_ s: Snapshot, _ id: ServerID) throws -> Server? {
        try s.first("\(ServerRow.select(isWhole: true)) WHERE s.id = \(id)").map(ServerRow.server)
    }

    /// - Throws: 404.
    static func get(_ s: Snapshot, _ id: ServerID) throws -> Server {
        guard let server = try find(s, id) else { throw Refusal.server(id.string) }
        return server
    }

    /// One statement for the servers, whatever their number; one more for the marker.
    ///
    /// - Parameter isWhole: with user data, which a short list does not show.
    static func list(_ s: Snapshot, _ query: ServerQuery, isWhole: Bool) throws -> [Server] {
        var sql: SQL = "\(ServerRow.select(isWhole: isWhole)) WHERE \((["1 = 1"] + query.conditions).joined(" AND "))"
        let keys = query.page.sort.isEmpty ? [Page.SortKey("created_at", ascending: false)] : query.page.sort
        if let marker = query.page.marker { sql += try " AND \(after(s, marker, keys))" }
        let last = keys.last?.ascending ?? false
        let order = keys.map { key -> SQL in "\(ServerQuery.sortColumns[key.name] ?? "s.number") \(place(key))" }
        sql += " ORDER BY \((order + ["s.number \(direction(last))"]).joined(", "))"
        if let limit = query.page.limit, !query.isSifted { sql += " LIMIT \(limit)" }
        var flavors: [String: Flavor] = [:]
        let servers = try s.rows(sql) { try ServerRow.server(&$0, flavors: &flavors) }
        return try query.isSifted ? sift(s, servers, query) : servers
    }

    private static func sift(_ s: Snapshot, _ servers: [Server], _ query: ServerQuery) throws -> [Server] {
        var servers = servers.filter(query.admits)
        if !query.addressPatterns.isEmpty {
            let networks = try ServerNetworks.addresses(s, of: servers.map(\.id))
            servers = servers.filter { server in
                query.addressPatterns.allSatisfy { version, pattern in
                    (networks[server.id] ?? []).contains { $0.version == version && pattern.matches($0.address) }
                }
            }
        }
        return query.page.limit.map { Array(servers.prefix($0)) } ?? servers
    }

    /// Databases differ in where a missing value stands. Said only where one can be missing: an index serves the time of creation.
    private static func place(_ key: Page.SortKey) -> SQL {
        if key.name == "created_at" { return direction(key.ascending) }
        return key.ascending ? "ASC NULLS FIRST" : "DESC NULLS LAST"
    }

    private static func direction(_ ascending: Bool) -> SQL { ascending ? "ASC" : "DESC" }

    /// What follows the marker: with keys a, b — beyond its a, or at its a and beyond its b, and so on; equals go by number.
    /// A missing value sorts first, as the empty text does.
    private static func after(_ s: Snapshot, _ marker: String, _ keys: [Page.SortKey]) throws -> SQL {
        guard try s.first("SELECT id FROM compute_server WHERE id = \(marker)") != nil else { throw Refusal.marker(marker) }
        func marked(_ column: SQL) -> SQL { "(SELECT \(column) FROM \(ServerRow.tables) WHERE s.id = \(marker))" }
        let columns = keys.map { (ServerQuery.sortColumns[$0.name] ?? "s.number", $0.ascending) }
        let all: [(SQL, Bool)] = columns + [("s.number", keys.last?.ascending ?? false)]
        var choices: [SQL] = []
        for index in all.indices {
            let equal = all[..<index].map { column, _ -> SQL in
                "(\(column) = \(marked(column)) OR (\(column) IS NULL AND \(marked(column)) IS NULL))"
            }
            choices.append("(\((equal + [beyond(all[index].0, marked(all[index].0), all[index].1)]).joined(" AND ")))")
        }
        return "(\(choices.joined(" OR ")))"
    }

    private static func beyond(_ column: SQL, _ value: SQL, _ ascending: Bool) -> SQL {
        ascending
            ? "(\(column) > \(value) OR (\(column) IS NOT NULL AND \(value) IS NULL))"
            : "(\(column) < \(value) OR (\(column) IS NULL AND \(value) IS NOT NULL))"
    }

    // MARK: Tags

    static func tags(_ s: Snapshot, of id: ServerID) throws -> [String] {
        try s.rows("SELECT tag FROM compute_server_tag WHERE server_id = \(id) ORDER BY tag").map { try $0.get("tag") }
    }

    /// Of many servers; few have any.
    static func tags(_ s: Snapshot, of ids: [ServerID]) throws -> [ServerID: [String]] {
        guard try s.first("SELECT 1 FROM compute_server_tag") != nil else { return [:] }
        var tags: [ServerID: [String]] = [:]
        for row in try s.rows("SELECT server_id, tag FROM compute_server_tag WHERE server_id IN \(list: ids) ORDER BY tag") {
            tags[try row.get("server_id"), default: []].append(try row.get("tag"))
        }
        return tags
    }

    // MARK: For other rooms' questions

    /// The servers that count as members of a group, by host.
    static func members(_ s: Snapshot, ofGroup group: String, besides id: ServerID) throws -> [String: Int] {
        var hosts: [String: Int] = [:]
        for row in try s.rows(
            """
            SELECT t.host AS host, count(*) AS members FROM \(ServerRow.tables)
            WHERE s.group_id = \(group) AND s.id <> \(id) AND s.deleted_at IS NULL AND t.host IS NOT NULL GROUP BY t.host
            """)
        {
            hosts[try row.get("host")] = try row.get("members")
        }
        return hosts
    }
}
