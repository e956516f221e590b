import Core
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-services` (Compute API, "Compute services").
struct ComputeServiceRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 52)
    private static let first = Microversion(2, 53)

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-services:\(name)") }
        return [
            Route(.get, "/v2.1/os-services", policy: rule("list"), handler: list),
            Route(.put, "/v2.1/os-services/{service_id}", policy: rule("update"), since: Self.first, handler: update),
            Route(.delete, "/v2.1/os-services/{service_id}", policy: rule("delete"), handler: delete),
            Route(.put, "/v2.1/os-services/enable", policy: rule("update"), until: Self.last) {
                try await change($0, "enable")
            },
            Route(.put, "/v2.1/os-services/disable", policy: rule("update"), until: Self.last) {
                try await change($0, "disable")
            },
            Route(.put, "/v2.1/os-services/disable-log-reason", policy: rule("update"), until: Self.last) {
                try await change($0, "disable-log-reason")
            },
            Route(
                .put, "/v2.1/os-services/force-down", policy: rule("update"), since: Microversion(2, 11), until: Self.last
            ) { try await change($0, "force-down") },
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["host", "binary"]) }
        let (host, binary) = (context.query["host"], context.query["binary"])
        let hosts = try await store.read(ComputeHosts.list).enumerated().filter {
            (host == nil || $1.name == host) && (binary == nil || binary == ComputeServiceWire.binary)
        }
        return .json { w in
            w.object { w in
                w.field("services") { w in
                    w.array(hosts) { ComputeServiceWire.write(&$0, $1.element, number: $1.offset + 1, context) }
                }
            }
        }
    }

    /// The body may name any of them; what it does not name stays.
    private func update(_ context: RequestContext) async throws -> Reply {
        let (id, now) = (try context.parameter("service_id"), context.now)
        let input = Input(try await context.json().json)
        try input.allow(["status", "disabled_reason", "forced_down"])
        let status = try input.optional("status")?.word(of: ["enabled", "disabled"])
        let reason = try input.optional("disabled_reason")?.text(1...255)
        let forcedDown = try input.optional("forced_down")?.bool()
        guard status != nil || forcedDown != nil else {
            throw Refusal.invalid("No updates were requested. Fields 'status' or 'forced_down' should be specified.")
        }
        guard reason == nil || status == "disabled" else {
            throw Refusal.invalid("Specifying 'disabled_reason' requires that 'status' is 'disabled'.")
        }
        let host = try await store.write { tx in
            let name = try Self.name(tx, id)
            if let status { try ComputeHosts.setEnabled(tx, name, status == "enabled", reason: reason, now: now) }
            if let forcedDown { try ComputeHosts.setForcedDown(tx, name, forcedDown, now: now) }
            return try ComputeHosts.get(tx, name)
        }
        return .json { w in
            w.object { w in w.field("service") { ComputeServiceWire.write(&$0, host, number: 0, context) } }
        }
    }

    private static func name(_ s: Snapshot, _ id: String) throws -> String {
        guard let host = try ComputeHosts.list(s).first(where: { $0.providerID == id }) else {
            throw Refusal.missing("Service \(id) could not be found.")
        }
        return host.name
    }

    /// The form before 2.53: the host is in the body.
    private func change(_ context: RequestContext, _ action: String) async throws -> Reply {
        let now = context.now
        let input = Input(try await context.json().json)
        let isForced = action == "force-down"
        let isReasoned = action == "disable-log-reason"
        let member = isForced ? "forced_down" : isReasoned ? "disabled_reason" : nil
        try input.allow(Set(["host", "binary"] + (member.map { [$0] } ?? [])))
        let (name, _) = (try input.member("host").text(1...255), try input.member("binary").word(of: [ComputeServiceWire.binary]))
        let forcedDown = try isForced ? input.member("forced_down").bool() : nil
        let reason = try isReasoned ? input.member("disabled_reason").text(1...255) : nil
        let host = try await store.write { tx in
            if let forcedDown {
                try ComputeHosts.setForcedDown(tx, name, forcedDown, now: now)
            } else {
                try ComputeHosts.setEnabled(tx, name, action == "enable", reason: reason, now: now)
            }
            return try ComputeHosts.get(tx, name)
        }
        return .json { w in
            w.object { w in
                w.field("service") { w in
                    w.object { w in
                        w.field("host", host.name)
                        w.field("binary", ComputeServiceWire.binary)
                        if isForced {
                            w.field("forced_down", host.forcedDown)
                        } else {
                            w.field("status", host.isEnabled ? "enabled" : "disabled")
                        }
                        if let reason { w.field("disabled_reason", reason) }
                    }
                }
            }
        }
    }

    /// A host leaves the cloud by being removed from the fleet, not by forgetting its service.
    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("service_id")
        let name = try await store.read { try Self.name($0, id) }
        throw Refusal.conflict(
            "The service on host \(name) cannot be deleted while the host is a member of the cloud.",
            hint: "Remove the host: apus host remove \(name)")
    }
}
