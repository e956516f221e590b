import AgentProtocol
import Core

/// A host in JSON. Sizes are bytes, times ISO 8601 in UTC.
enum HostWire {
    static func write(_ view: HostView, _ sessions: SessionRegistry, _ w: inout JSONWriter) {
        w.object { w in
            w.field("id", view.host.id.string)
            w.field("name", view.host.name)
            w.field("roles", view.host.roles.map(\.rawValue))
            w.field("created_at", view.host.createdAt.iso8601())
            w.field("deleted_at", view.host.deletedAt?.iso8601())
            write(view.phase, &w)
            write(view.session, seenAt: sessions.seenAt(host: view.host.name), &w)
            w.field("problems") { w in w.array(view.problems) { w, problem in write(problem, &w) } }
            w.field("facts") { w in if let facts = view.facts { FactsWire.write(facts, &w) } else { w.null() } }
            w.field("health") { w in
                if let health = view.health { write(health, view.healthObservedAt, &w) } else { w.null() }
            }
        }
    }

    /// Before the reconciler has seen a new host, it is joining.
    private static func write(_ phase: HostPhase?, _ w: inout JSONWriter) {
        w.field("phase", (phase?.phase ?? .joining).rawValue)
        w.field("phase_reason", phase?.reason)
        w.field("phase_since", phase?.since.iso8601())
    }

    private static func write(_ session: SessionRecord?, seenAt: Timestamp?, _ w: inout JSONWriter) {
        w.field("address", session.map { address($0.address) })
        w.field("agent_version", session?.version)
        w.field("boot_id", session?.bootID)
        w.field("epoch", session?.epoch)
        w.field("connected_at", session?.connectedAt.iso8601())
        w.field("disconnected_at", session?.disconnectedAt?.iso8601())
        w.field("last_seen", (seenAt ?? session?.seenAt)?.iso8601())
    }

    /// `ipv4:192.0.2.7:40112` → `192.0.2.7`, `ipv6:[2001:db8::7]:40112` → `2001:db8::7`
    static func address(_ peer: String) -> String {
        let rest = peer.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).last ?? Substring(peer)
        if rest.hasPrefix("[") { return String(rest.dropFirst().prefix { $0 != "]" }) }
        return String(rest.prefix { $0 != ":" })
    }

    private static func write(_ problem: Apus_Agent_V1_Problem, _ w: inout JSONWriter) {
        w.object { w in
            w.field("code", problem.code)
            w.field("message", problem.message)
            w.field("hint", problem.hint.isEmpty ? nil : problem.hint)
        }
    }

    private static func write(_ health: Apus_Agent_V1_HostHealth, _ observedAt: Timestamp?, _ w: inout JSONWriter) {
        w.object { w in
            w.field("observed_at", observedAt?.iso8601())
            w.field("load1", .double(health.load1))
            w.field("memory_available_bytes", health.memoryAvailableBytes)
            w.field("uptime_seconds", health.uptimeSeconds)
            w.field("time_drift_microseconds", health.timeDriftKnown ? health.timeDriftMicroseconds : nil)
            w.field("file_systems") { w in
                w.array(health.fileSystems) { w, system in
                    w.object { w in
                        w.field("mount_point", system.mountPoint)
                        w.field("device", system.device)
                        w.field("size_bytes", system.sizeBytes)
                        w.field("free_bytes", system.freeBytes)
                    }
                }
            }
        }
    }
}
