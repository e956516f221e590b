import Core
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-hosts` (Compute API, "Hosts", up to 2.42): what `/os-hypervisors` and `/os-services` say, for clients of the old days.
struct HostRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 42)
    private static let one = "/v2.1/os-hosts/{host_name}"

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-hosts:\(name)") }
        return [
            Route(.get, "/v2.1/os-hosts", policy: rule("list"), until: Self.last, handler: list),
            Route(.get, Self.one, policy: rule("show"), until: Self.last, handler: show),
            Route(.put, Self.one, policy: rule("update"), until: Self.last, handler: update),
        ]
            + [("startup", "start"), ("shutdown", "shutdown"), ("reboot", "reboot")].map { action, rule in
                Route(
                    .get, "\(Self.one)/\(action)", policy: .rule("os_compute_api:os-hosts:\(rule)"), until: Self.last
                ) { try await power($0, action) }
            }
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let zone = context.query["zone"].flatMap { $0.isEmpty ? nil : $0 }
        let hosts = try await store.read(ComputeHosts.list).filter {
            $0.isEnabled && (zone == nil || $0.availabilityZone == zone)
        }
        return .json { w in
            w.object { w in
                w.field("hosts") { w in
                    w.array(hosts) { w, host in
                        w.object { w in
                            w.field("host_name", host.name)
                            w.field("service", "compute")
                            w.field("zone", host.availabilityZone)
                        }
                    }
                }
            }
        }
    }

    /// What the host has, what is taken of it, and by which projects.
    private func show(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("host_name")
        let (host, shares) = try await store.read { (try ComputeHosts.get($0, name), try Self.shares($0, of: name)) }
        let whole = shares.reduce(Resources(vcpus: 0, memoryMiB: 0, diskGiB: 0)) { Self.sum($0, $1.resources) }
        let rows =
            [("(total)", host.total), ("(used_now)", host.used), ("(used_max)", whole)]
            + shares.map { ($0.project, $0.resources) }
        return .json { w in
            w.object { w in
                w.field("host") { w in
                    w.array(rows) { w, row in
                        w.object { w in w.field("resource") { Self.write(&$0, name, row.0, row.1) } }
                    }
                }
            }
        }
    }

    private static func shares(_ s: Snapshot, of host: String) throws -> [(project: String, resources: Resources)] {
        var shares: [String: Resources] = [:]
        var flavors: [String: Flavor] = [:]
        for row in try s.rows("\(ServerRow.select(isWhole: false)) WHERE t.host = \(host)") {
            let server = try ServerRow.server(row, flavors: &flavors)
            var resources = server.flavor.resources
            resources.diskGiB = server.flavor.rootGiB + server.flavor.ephemeralGiB
            shares[server.projectID.string] = shares[server.projectID.string].map { sum($0, resources) } ?? resources
        }
        return shares.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func sum(_ a: Resources, _ b: Resources) -> Resources {
        Resources(vcpus: a.vcpus + b.vcpus, memoryMiB: a.memoryMiB + b.memoryMiB, diskGiB: a.diskGiB + b.diskGiB)
    }

    private static func write(_ w: inout JSONWriter, _ host: String, _ project: String, _ resources: Resources) {
        w.object { w in
            w.field("host", host)
            w.field("project", project)
            w.field("cpu", resources.vcpus)
            w.field("memory_mb", resources.memoryMiB)
            w.field("disk_gb", resources.diskGiB)
        }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let (name, now) = (try context.parameter("host_name"), context.now)
        let input = Input(try await context.json().json)
        try input.allow(["status", "maintenance_mode"])
        guard !input.members.isEmpty else { throw input.refusal("{} does not have enough properties") }
        func word(_ name: String) throws -> Bool? {
            try input.optional(name).map { try Self.isEnable($0) }
        }
        let status = try word("status")
        let isMaintenance = try word("maintenance_mode") != nil
        try await store.write { tx in
            _ = try ComputeHosts.get(tx, name)
            if isMaintenance { throw Refusal.notYet("A maintenance mode of hosts") }
            if let status { try ComputeHosts.setEnabled(tx, name, status, reason: nil, now: now) }
        }
        return .json { w in
            w.object { w in
                w.field("host", name)
                if let status { w.field("status", status ? "enabled" : "disabled") }
            }
        }
    }

    private static func isEnable(_ input: Input) throws -> Bool {
        let words = ["enable", "disable", "Enable", "Disable", "ENABLE", "DISABLE"]
        return try input.word(of: words).lowercased() == "enable"
    }

    private func power(_ context: RequestContext, _ action: String) async throws -> Reply {
        let name = try context.parameter("host_name")
        _ = try await store.read { try ComputeHosts.get($0, name) }
        throw Refusal.notYet("The power action '\(action)' of a host")
    }
}
