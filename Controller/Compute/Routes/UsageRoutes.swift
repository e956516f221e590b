import Core
import HTTPTypes
import Store
import Web

/// `/os-simple-tenant-usage` (Compute API, "Usage reports").
struct UsageRoutes: Sendable {
    let store: Store
    private static let maximumLimit = 1000

    var table: [Route] {
        [
            Route(
                .get, "/v2.1/os-simple-tenant-usage", policy: .rule("os_compute_api:os-simple-tenant-usage:list"), handler: list),
            Route(
                .get, "/v2.1/os-simple-tenant-usage/{project_id}",
                policy: .rule("os_compute_api:os-simple-tenant-usage:show"), handler: show),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let (start, stop) = try Self.stretch(context)
        let isDetailed = context.query["detailed"] == "1"
        let (servers, next) = try Self.page(try await servers(project: nil), context, from: start, to: stop)
        let usages = Dictionary(grouping: servers, by: \.projectID).sorted { $0.key < $1.key }
            .map { TenantUsage($0, $1, from: start, to: stop) }.filter { !$0.entries.isEmpty }
        let now = context.now
        return .json { w in
            w.object { w in
                w.field("tenant_usages") { w in
                    w.array(usages) { Self.write(&$0, $1, isDetailed: isDetailed, now: now) }
                }
                w.nextLink("tenant_usages", context, marker: next)
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (start, stop) = try Self.stretch(context)
        let project = ProjectID(try context.parameter("project_id"))
        let (servers, next) = try Self.page(try await servers(project: project), context, from: start, to: stop)
        let usage = TenantUsage(project, servers, from: start, to: stop)
        let now = context.now
        return .json { w in
            w.object { w in
                w.field("tenant_usage") { w in
                    if usage.entries.isEmpty {
                        w.object { _ in }
                    } else {
                        Self.write(&w, usage, isDetailed: true, now: now)
                    }
                }
                w.nextLink("tenant_usage", context, marker: next)
            }
        }
    }

    private func servers(project: ProjectID?) async throws -> [Server] {
        var condition: SQL = "s.deleted_at IS NULL AND t.launched_at IS NOT NULL"
        if let project { condition += " AND s.project_id = \(project)" }
        return try await store.read { s in
            var flavors: [String: Flavor] = [:]
            return try s.rows("\(ServerRow.select(isWhole: false)) WHERE \(condition) ORDER BY s.number").map {
                try ServerRow.server($0, flavors: &flavors)
            }
        }
    }

    /// Since 2.40 a page of the servers that have taken anything: what a project has taken is told in parts, then.
    private static func page(
        _ servers: [Server], _ context: RequestContext, from start: Timestamp, to stop: Timestamp
    ) throws -> (servers: [Server], next: String?) {
        guard context.minor >= 40 else { return (servers, nil) }
        let names: Set = ["start", "end", "detailed", "limit", "marker"]
        if context.minor >= 75 { try context.query.allow(names) }
        let page = try context.query.plainPage(upTo: maximumLimit)
        var part = servers.filter { max($0.state.launchedAt ?? $0.createdAt, start) < stop }
        if let marker = page.marker {
            guard let index = part.firstIndex(where: { $0.id.string == marker }) else { throw Refusal.marker(marker) }
            part = Array(part[(index + 1)...])
        }
        part = Array(part.prefix(page.limit ?? maximumLimit))
        return (part, part.count == page.limit ? part.last?.id.string : nil)
    }

    /// Without limits it is the day that ends now.
    private static func stretch(_ context: RequestContext) throws -> (Timestamp, Timestamp) {
        func moment(_ name: String) throws -> Timestamp? {
            guard let text = context.query[name] else { return nil }
            guard let moment = Timestamp(iso8601: text) else {
                throw Refusal.invalid("Datetime is in invalid format")
            }
            return moment
        }
        let stop = try moment("end") ?? context.now
        let start = try moment("start") ?? stop - .seconds(86_400)
        guard start <= stop else { throw Refusal.invalid("Invalid start time. The start time cannot occur after the end time.") }
        return (start, min(stop, context.now))
    }

    private static func write(_ w: inout JSONWriter, _ usage: TenantUsage, isDetailed: Bool, now: Timestamp) {
        w.object { w in
            w.field("tenant_id", usage.projectID.string)
            w.field("start", usage.start.bare)
            w.field("stop", usage.stop.bare)
            w.field("total_hours") { $0.value(usage.hours) }
            w.field("total_vcpus_usage") { $0.value(usage.total(\.vcpus)) }
            w.field("total_memory_mb_usage") { $0.value(usage.total(\.memoryMiB)) }
            w.field("total_local_gb_usage") { $0.value(usage.total { $0.rootGiB + $0.ephemeralGiB }) }
            if isDetailed { w.field("server_usages") { w in w.array(usage.entries) { Self.write(&$0, $1, now: now) } } }
        }
    }

    private static func write(_ w: inout JSONWriter, _ entry: TenantUsage.Entry, now: Timestamp) {
        let (server, flavor) = (entry.server, entry.server.flavor)
        let began = server.state.launchedAt ?? server.createdAt
        w.object { w in
            w.field("instance_id", server.id.string)
            w.field("name", server.name)
            w.field("tenant_id", server.projectID.string)
            w.field("flavor", flavor.name)
            w.field("vcpus", flavor.vcpus)
            w.field("memory_mb", flavor.memoryMiB)
            w.field("local_gb", flavor.rootGiB + flavor.ephemeralGiB)
            w.field("hours") { $0.value(entry.hours) }
            w.field("started_at", began.bare)
            w.field("ended_at", String?.none)
            w.field("state", ServerStatus(server).vmState)
            w.field("uptime", (now - began).components.seconds)
        }
    }
}
