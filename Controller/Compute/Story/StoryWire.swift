import Core
import Fleet

/// Timelines and explanations in JSON. Times are ISO 8601 in UTC.
enum StoryWire {
    static func write(_ w: inout JSONWriter, _ event: Event) {
        w.object { w in
            w.field("number", event.number)
            w.field("at", event.at.iso8601())
            w.field("server_id", event.serverID.string)
            w.field("project_id", event.projectID.string)
            w.field("request_id", event.requestID)
            w.field("kind", event.kind)
            w.field("message", event.message)
            w.field("progress", event.progress)
            w.field("host", event.host)
            w.field("failed", event.isFailure)
        }
    }

    /// - Parameter withHosts: with the names of hosts, and what was found about each.
    static func write(_ w: inout JSONWriter, _ story: ServerStory, now: Timestamp, withHosts: Bool) {
        let server = story.world.server
        let waiting = story.waiting(now: now)
        w.object { w in
            w.field("id", server.id.string)
            w.field("name", server.name)
            w.field("status", ServerStatus(server).word)
            w.field("waits_for", waiting.reason)
            w.field("waits_until", waiting.until?.iso8601())
            w.field("intent") { intent(server, &$0) }
            w.field("decided") { decided(server, withHosts, &$0) }
            w.field("observed") { observed(story.world, withHosts, &$0) }
            w.field("fault", server.state.fault?.message)
            guard withHosts else { return }
            w.field("details", server.state.fault?.details)
            w.field("scheduler") { $0.value(story.explanation ?? .null) }
        }
    }

    private static func intent(_ server: Server, _ w: inout JSONWriter) {
        w.object { w in
            w.field("power", server.power.word)
            w.field("flavor", server.flavor.name)
            w.field("image", server.imageID)
            w.field("generation", server.generation)
            w.field("soft_reboots", server.softReboots)
            w.field("hard_reboots", server.hardReboots)
            w.field("rebuilds", server.rebuilds)
            w.field("request_id", server.requestID)
            w.field("deleted_at", server.deletedAt?.iso8601())
        }
    }

    private static func decided(_ server: Server, _ withHosts: Bool, _ w: inout JSONWriter) {
        let state = server.state
        w.object { w in
            w.field("phase", state.phase.rawValue)
            w.field("phase_since", state.phaseSince.iso8601())
            if withHosts {
                w.field("host", state.host)
                w.field("excluded_hosts", state.excludedHosts.sorted())
                w.field("domain_generation", state.domainGeneration)
            }
            w.field("zone", state.zone)
            w.field("attempt", state.attempt)
            w.field("applied_generation", state.appliedGeneration)
            w.field("halted", state.haltedGeneration == server.powerGeneration)
        }
    }

    private static func observed(_ world: ServerWorld, _ withHosts: Bool, _ w: inout JSONWriter) {
        w.object { w in
            if withHosts { w.field("host", host(world.host)) }
            guard let domain = world.domain else { return w.field("guest", "nothing was heard of it") }
            w.field("guest", domain.state.rawValue)
            w.field("power", domain.power?.word)
            w.field("generation", domain.generation)
            w.field("step", domain.step.isEmpty ? nil : domain.step)
            w.field("progress", domain.progress)
            w.field("crashed", domain.hasCrashed)
            w.field("plugged_ports", domain.plugged.sorted())
            w.field("problem", domain.problem?.message)
        }
    }

    private static func host(_ host: HostSight?) -> String? {
        switch host {
        case nil: nil
        case .up: "up"
        case .down(let why): "down: \(why)"
        case .gone: "removed"
        }
    }
}
