import Core
import HTTPTypes
import Networking
import Store
import Web

/// `/servers/{server_id}/diagnostics` (Compute API, "Servers diagnostics"): what is known of the guest without asking its host. What is
/// measured there is in the metrics of its agent, and null here.
struct DiagnosticsRoutes: Sendable {
    let store: Store

    private struct Look: Sendable {
        let server: Server
        let macAddresses: [String]

        var disks: Int { 1 + (server.flavor.ephemeralGiB > 0 ? 1 : 0) + (server.flavor.swapMiB > 0 ? 1 : 0) }
    }

    var table: [Route] {
        [
            Route(
                .get, "/v2.1/servers/{server_id}/diagnostics", policy: .rule("os_compute_api:os-server-diagnostics"),
                target: Targets(store: store).server, handler: show)
        ]
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let look = try await store.read { s in
            let server = try Servers.get(s, id)
            try server.require("get_diagnostics", in: ["active", "paused", "stopped", "suspended"], idle: false)
            return Look(server: server, macAddresses: try Ports.list(s, device: id.string).map(\.macAddress))
        }
        let (isNew, now) = (context.minor >= 48, context.now)
        return .json { w in if isNew { Self.write(&w, look, now) } else { Self.writeOld(&w, look) } }
    }

    /// Before 2.48 the members were the driver's own.
    private static func writeOld(_ w: inout JSONWriter, _ look: Look) {
        w.object { w in
            w.field("memory", look.server.flavor.memoryMiB * 1024)
            w.field("cpus", look.server.flavor.vcpus)
        }
    }

    private static func write(_ w: inout JSONWriter, _ look: Look, _ now: Timestamp) {
        let server = look.server
        w.object { w in
            w.field("state", state(server))
            w.field("driver", "libvirt")
            w.field("hypervisor", String?.none)
            w.field("hypervisor_os", "linux")
            w.field("uptime", server.state.launchedAt.map { (now - $0).components.seconds })
            w.field("config_drive", server.hasConfigDrive)
            w.field("num_cpus", server.flavor.vcpus)
            w.field("num_nics", look.macAddresses.count)
            w.field("num_disks", look.disks)
            w.field("memory_details") { w in
                w.object { w in
                    w.field("maximum", server.flavor.memoryMiB)
                    w.field("used", Int?.none)
                }
            }
            w.field("cpu_details") { w in w.array(0..<server.flavor.vcpus) { cpu(&$0, $1) } }
            w.field("disk_details") { w in w.array(0..<look.disks) { w, _ in unknown(&w, diskFields) } }
            w.field("nic_details") { w in
                w.array(look.macAddresses) { w, address in unknown(&w, nicFields, ("mac_address", address)) }
            }
        }
    }

    private static func state(_ server: Server) -> String {
        switch server.state.seenPower {
        case .running?: "running"
        case .paused?: "paused"
        case .suspended?: "suspended"
        case .shutOff?: "shutdown"
        case nil: "pending"
        }
    }

    private static func cpu(_ w: inout JSONWriter, _ number: Int) {
        w.object { w in
            w.field("id", number)
            w.field("time", Int?.none)
            w.field("utilisation", Int?.none)
        }
    }

    private static let diskFields = ["read_bytes", "read_requests", "write_bytes", "write_requests", "errors_count"]
    private static let nicFields = ["rx", "tx"].flatMap { side in
        ["octets", "errors", "drop", "packets", "rate"].map { "\(side)_\($0)" }
    }

    private static func unknown(_ w: inout JSONWriter, _ names: [String], _ known: (String, String)? = nil) {
        w.object { w in
            if let known { w.field(known.0, known.1) }
            for name in names { w.field(name, Int?.none) }
        }
    }
}
