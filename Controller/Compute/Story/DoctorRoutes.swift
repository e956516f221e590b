import Core
import Fleet
import HTTPTypes
import Networking
import Reconcile
import Store
import Web

/// `/servers/{server_id}/debug`, `/doctor`: for those who look after the cloud.
struct DoctorRoutes: Sendable {
    let store: Store
    let time: any TimeSource
    let agenda: ReconcileAgenda
    let startedAt: Timestamp

    var table: [Route] {
        let server = Targets(store: store).server
        return [
            Route(.get, "/servers/{server_id}/debug", policy: .rule("apus:servers:debug"), target: server, handler: debug),
            Route(.get, "/doctor", policy: .rule("apus:doctor"), target: Targets.caller, handler: doctor),
        ]
    }

    private func debug(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let now = time.now
        return try await store.read {
            try ServerDebug(agenda: agenda, now: now, startedAt: startedAt).sheet($0, id)
        }.reply
    }

    /// What is not as it should be in the whole cloud, seen in one snapshot.
    private func doctor(_ context: RequestContext) async throws -> Reply {
        let now = time.now
        let (found, count) = try await store.read { s in
            (
                try FleetDoctor.look(s, now: now) + ServerDoctor.look(s, now: now, startedAt: startedAt) + NetworkDoctor.look(s),
                try FleetDoctor.count(s)
            )
        }
        let diagnoses = found + ReconcilerDoctor.look(agenda.reconcilers, now: now)
        return .json { w in
            w.object { w in
                w.field("checked_at", now.iso8601())
                w.field("hosts", count.hosts)
                w.field("items", count.items)
                w.field("diagnoses") { $0.array(diagnoses) { $1.write(&$0) } }
            }
        }
    }
}
