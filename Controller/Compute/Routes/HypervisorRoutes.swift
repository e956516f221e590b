import AgentProtocol
import Core
import Fleet
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-hypervisors` (Compute API, "Hypervisors").
struct HypervisorRoutes: Sendable {
    let store: Store
    private static let maximumLimit = 1000
    private static let one = "/v2.1/os-hypervisors/{hypervisor_id}"

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-hypervisors:\(name)") }
        let (statistics, pattern) = (Microversion(2, 87), Microversion(2, 52))
        return [
            Route(.get, "/v2.1/os-hypervisors", policy: rule("list")) { try await list($0, isDetailed: false) },
            Route(.get, "/v2.1/os-hypervisors/detail", policy: rule("list-detail")) { try await list($0, isDetailed: true) },
            Route(.get, "/v2.1/os-hypervisors/statistics", policy: rule("statistics"), until: statistics, handler: sum),
            Route(.get, Self.one, policy: rule("show"), handler: show),
            Route(.get, Self.one + "/uptime", policy: rule("uptime"), until: statistics, handler: uptime),
            Route(.get, Self.one + "/search", policy: rule("search"), until: pattern) {
                try await search($0, withServers: false)
            },
            Route(.get, Self.one + "/servers", policy: rule("servers"), until: pattern) {
                try await search($0, withServers: true)
            },
        ]
    }

    private typealias Entry = (number: Int, host: ComputeHost, uptime: String?)

    private static func all(_ s: Snapshot) throws -> [Entry] {
        let uptimes = Dictionary(
            try FleetHosts.all(s).map { ($0.name, $0.health.map { uptimeText(seconds: $0.uptimeSeconds, load: $0.load1) }) }
        ) { $1 }
        return try ComputeHosts.list(s).enumerated().map { ($0 + 1, $1, uptimes[$1.name] ?? nil) }
    }

    /// As uptime(1) would print it, as far as it is known. The host says it, and may say anything.
    static func uptimeText(seconds: UInt64, load: Double) -> String {
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        let hundredths = load.isFinite ? Int((min(max(load, 0), 1_000_000) * 100).rounded()) : 0
        let fraction = "\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        return "up \(days) days, \(hours):\(minutes < 10 ? "0" : "")\(minutes), load average: \(hundredths / 100).\(fraction)"
    }

    private static func servers(_ s: Snapshot) throws -> [String: [(id: String, name: String)]] {
        let rows = try s.rows("SELECT s.id, s.name, t.host FROM \(ServerRow.tables) WHERE t.host IS NOT NULL ORDER BY s.number")
        var servers: [String: [(id: String, name: String)]] = [:]
        for row in rows {
            servers[try row.get("host"), default: []].append((try row.get("id"), try row.get("name")))
        }
        return servers
    }

    private func list(_ context: RequestContext, isDetailed: Bool) async throws -> Reply {
        if context.minor >= 53 {
            try context.query.allowOnce(["limit", "marker", "hypervisor_hostname_pattern", "with_servers"])
        }
        let page = context.minor >= 33 ? try context.query.plainPage(upTo: Self.maximumLimit) : Page()
        let pattern = context.minor >= 53 ? context.query["hypervisor_hostname_pattern"] : nil
        let withServers = try context.minor >= 53 && context.query.bool("with_servers") == true
        let (entries, servers) = try await store.read { s in
            (try Self.page(try Self.all(s), page, pattern, context.minor), withServers ? try Self.servers(s) : nil)
        }
        let next = entries.count == page.limit ? entries.last.map { Self.id($0, context.minor) } : nil
        return .json { w in
            w.object { w in
                w.field("hypervisors") { w in
                    w.array(entries) { w, entry in
                        let wire = HypervisorWire(
                            host: entry.host, number: entry.number, servers: servers.map { $0[entry.host.name] ?? [] },
                            context: context)
                        if isDetailed { wire.whole(&w, uptime: entry.uptime) } else { wire.brief(&w) }
                    }
                }
                w.nextLink("hypervisors", context, marker: next)
            }
        }
    }

    private static func id(_ entry: Entry, _ minor: Int) -> String {
        minor >= 53 ? entry.host.providerID : "\(entry.number)"
    }

    private static func page(_ all: [Entry], _ page: Page, _ pattern: String?, _ minor: Int) throws -> [Entry] {
        var entries = all.filter { pattern == nil || $0.host.name.contains(pattern ?? "") }
        if let pattern, entries.isEmpty { throw Refusal.missing("No hypervisor matching '\(pattern)' could be found.") }
        if let marker = page.marker {
            guard let index = entries.firstIndex(where: { id($0, minor) == marker }) else { throw Refusal.marker(marker) }
            entries = Array(entries[(index + 1)...])
        }
        return page.limit.map { Array(entries.prefix($0)) } ?? entries
    }

    private func find(_ context: RequestContext) async throws -> Entry {
        let id = try context.parameter("hypervisor_id")
        let minor = context.minor
        guard let entry = try await store.read(Self.all).first(where: { Self.id($0, minor) == id }) else {
            throw Refusal.missing("Compute host \(id) could not be found.")
        }
        return entry
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 53 { try context.query.allowOnce(["with_servers"]) }
        let entry = try await find(context)
        let withServers = try context.minor >= 53 && context.query.bool("with_servers") == true
        let servers = withServers ? try await store.read(Self.servers)[entry.host.name] ?? [] : nil
        let wire = HypervisorWire(host: entry.host, number: entry.number, servers: servers, context: context)
        return .json { w in w.object { w in w.field("hypervisor") { wire.whole(&$0, uptime: entry.uptime) } } }
    }

    private func uptime(_ context: RequestContext) async throws -> Reply {
        let entry = try await find(context)
        guard let uptime = entry.uptime else {
            throw Refusal.invalid("The uptime of host \(entry.host.name) is not known.", hint: "Its agent has not reported yet.")
        }
        let minor = context.minor
        return .json { w in
            w.object { w in
                w.field("hypervisor") { w in
                    w.object { w in
                        if minor >= 53 { w.field("id", entry.host.providerID) } else { w.field("id", entry.number) }
                        w.field("hypervisor_hostname", entry.host.name)
                        w.field("state", entry.host.isUp && !entry.host.forcedDown ? "up" : "down")
                        w.field("status", entry.host.isEnabled ? "enabled" : "disabled")
                        w.field("uptime", uptime)
                    }
                }
            }
        }
    }

    /// The forms before 2.53, in which the path holds a part of the name.
    private func search(_ context: RequestContext, withServers: Bool) async throws -> Reply {
        let pattern = try context.parameter("hypervisor_id")
        let minor = context.minor
        let (entries, servers) = try await store.read { s in
            (try Self.page(try Self.all(s), Page(), pattern, minor), withServers ? try Self.servers(s) : nil)
        }
        return .json { w in
            w.object { w in
                w.field("hypervisors") { w in
                    w.array(entries) { w, entry in
                        HypervisorWire(
                            host: entry.host, number: entry.number, servers: servers.map { $0[entry.host.name] ?? [] },
                            context: context
                        ).brief(&w)
                    }
                }
            }
        }
    }

    private func sum(_ context: RequestContext) async throws -> Reply {
        let hosts = try await store.read(ComputeHosts.list).filter(\.isEnabled)
        func total(_ figure: (ComputeHost) -> Int) -> Int { hosts.reduce(0) { $0 + figure($1) } }
        return .json { w in
            w.object { w in
                w.field("hypervisor_statistics") { w in
                    w.object { w in
                        w.field("count", hosts.count)
                        w.field("current_workload", 0)
                        w.field("disk_available_least", total { $0.total.diskGiB - $0.used.diskGiB })
                        w.field("free_disk_gb", total { $0.total.diskGiB - $0.used.diskGiB })
                        w.field("free_ram_mb", total { $0.total.memoryMiB - $0.used.memoryMiB })
                        w.field("local_gb", total(\.total.diskGiB))
                        w.field("local_gb_used", total(\.used.diskGiB))
                        w.field("memory_mb", total(\.total.memoryMiB))
                        w.field("memory_mb_used", total(\.used.memoryMiB))
                        w.field("running_vms", total(\.consumers))
                        w.field("vcpus", total(\.total.vcpus))
                        w.field("vcpus_used", total(\.used.vcpus))
                    }
                }
            }
        }
    }
}
