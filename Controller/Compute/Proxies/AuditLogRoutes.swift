import Core
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-instance_usage_audit_log` (Compute API, "Server usage audit log"). No audit runs here, metering counts instead: each host
/// has not run its audit of the last whole month, and that is what the answers say.
struct AuditLogRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(
                .get, "/v2.1/os-instance_usage_audit_log", policy: .rule("os_compute_api:os-instance-usage-audit-log:list")
            ) { try await reply($0, before: $0.now, "instance_usage_audit_logs") },
            Route(
                .get, "/v2.1/os-instance_usage_audit_log/{before_timestamp}",
                policy: .rule("os_compute_api:os-instance-usage-audit-log:show")
            ) { context in
                let text = try context.parameter("before_timestamp")
                guard let time = text.contains(" ") ? Timestamp(iso8601: text + "Z") : nil else {
                    throw Refusal.invalid("Invalid timestamp for date \(text)")
                }
                return try await reply(context, before: time, "instance_usage_audit_log")
            },
        ]
    }

    private func reply(_ context: RequestContext, before time: Timestamp, _ root: String) async throws -> Reply {
        let hosts = try await store.read(ComputeHosts.list).map(\.name)
        let (begin, end) = Self.lastMonth(before: time)
        return .json { w in
            w.object { w in
                w.field(root) { w in
                    w.object { w in
                        w.field("period_beginning", begin)
                        w.field("period_ending", end)
                        w.field("num_hosts", hosts.count)
                        w.field("num_hosts_done", 0)
                        w.field("num_hosts_running", 0)
                        w.field("num_hosts_not_run", hosts.count)
                        w.field("hosts_not_run", hosts)
                        w.field("total_instances", 0)
                        w.field("total_errors", 0)
                        w.field("overall_status", "0 of \(hosts.count) hosts done. 0 errors.")
                        w.field("log") { $0.object { _ in } }
                    }
                }
            }
        }
    }

    /// The last whole month, as `2026-10-01 00:00:00` to `2026-11-01 00:00:00`.
    static func lastMonth(before time: Timestamp) -> (begin: String, end: String) {
        let parts = time.iso8601(.seconds).split(separator: "-")
        let (year, month) = (Int(parts.first ?? "") ?? 1970, Int(parts.dropFirst().first ?? "") ?? 1)
        func text(_ year: Int, _ month: Int) -> String { "\(year)-\(month < 10 ? "0" : "")\(month)-01 00:00:00" }
        return (month == 1 ? text(year - 1, 12) : text(year, month - 1), text(year, month))
    }
}
