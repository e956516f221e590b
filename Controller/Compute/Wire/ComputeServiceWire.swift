import Core
import Scheduler
import Web

/// The service that runs servers on a host, as the API of many daemons shows it: one `nova-compute` for each host.
enum ComputeServiceWire {
    static let binary = "nova-compute"

    /// Before 2.53 ids were numbers: the place of the host among all, which holds for as long as none comes or goes.
    static func write(_ w: inout JSONWriter, _ host: ComputeHost, number: Int, _ context: RequestContext) {
        w.object { w in
            if context.minor >= 53 { w.field("id", host.providerID) } else { w.field("id", number) }
            w.field("binary", binary)
            w.field("host", host.name)
            w.field("zone", host.availabilityZone)
            w.field("status", host.isEnabled ? "enabled" : "disabled")
            w.field("state", host.isUp && !host.forcedDown ? "up" : "down")
            w.field("updated_at", (host.seenAt ?? host.since)?.bare)
            w.field("disabled_reason", host.disabledReason)
            if context.minor >= 11 { w.field("forced_down", host.forcedDown) }
        }
    }
}
