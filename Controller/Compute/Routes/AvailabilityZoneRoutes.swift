import Core
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-availability-zone` (Compute API, "Availability zones").
struct AvailabilityZoneRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(.get, "/v2.1/os-availability-zone", policy: .rule("os_compute_api:os-availability-zone:list")) {
                try await list($0, isDetailed: false)
            },
            Route(.get, "/v2.1/os-availability-zone/detail", policy: .rule("os_compute_api:os-availability-zone:detail")) {
                try await list($0, isDetailed: true)
            },
        ]
    }

    private func list(_ context: RequestContext, isDetailed: Bool) async throws -> Reply {
        let zones = try await store.read(AvailabilityZones.list)
        return .json { w in
            w.object { w in
                w.field("availabilityZoneInfo") { w in w.array(zones) { Self.write(&$0, $1, isDetailed: isDetailed) } }
            }
        }
    }

    private static func write(_ w: inout JSONWriter, _ zone: AvailabilityZone, isDetailed: Bool) {
        w.object { w in
            w.field("zoneName", zone.name)
            w.field("zoneState") { w in w.object { $0.field("available", zone.isAvailable) } }
            w.field("hosts") { w in
                guard isDetailed else { return w.null() }
                w.object { w in for host in zone.hosts { w.field(host.name) { service(&$0, host) } } }
            }
        }
    }

    private static func service(_ w: inout JSONWriter, _ host: ComputeHost) {
        w.object { w in
            w.field("nova-compute") { w in
                w.object { w in
                    w.field("active", host.isEnabled)
                    w.field("available", host.isUp && !host.forcedDown)
                    w.field("updated_at", (host.seenAt ?? host.since)?.bare)
                }
            }
        }
    }
}
