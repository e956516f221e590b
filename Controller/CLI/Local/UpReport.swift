import Core

/// How `apus up` went.
struct UpReport: Sendable {
    var made: [String] = []
    var controllerStarted = false
    var joined = false
    var agentStarted = false
    /// What a first server needs and was not there.
    var furnished: [String] = []
    var host: HostView?
    var took = Duration.zero
    var controllerMemory: UInt64 = 0
    var agentMemory: UInt64 = 0
    var cloud: LocalCloud?
    var hints: String?

    /// A server can be launched at once.
    var hasGuestImage = false

    var changed: Bool { !made.isEmpty || controllerStarted || joined || agentStarted || !furnished.isEmpty }

    func show(_ console: Console) {
        write(console)
        guard changed else {
            return console.line("Everything runs; nothing was changed.  \(memory)")
        }
        console.good("\(Machine.system), \(Machine.cores) cores, \(Figures.size(Machine.memory)), \(virtualisation)")
        if !made.isEmpty { console.good("Identity   " + made.joined(separator: ", ")) }
        if controllerStarted { console.good("Controller \(made.isEmpty ? "was down: started" : "answers")") }
        if let host {
            let state = joined ? "joined and connected" : agentStarted ? "was down: connected again" : "connected"
            console.good("Agent      \(host.roles.joined(separator: ", ")) on this host: \(state)")
        }
        if !furnished.isEmpty { console.good("Made       " + furnished.joined(separator: ", ")) }
        console.line("  Ready in \(Figures.seconds(took)), \(memory)")
        console.line(
            "  CLI   openstack --os-cloud \(cloud?.cloud ?? "apus") …             (\(cloud?.cloudsFile ?? "clouds.yaml"))")
        if let hints { console.line("        \(hints)") }
        let next = hasGuestImage ? "apus launch \(DemoImage.name) web-1" : "apus host list · apus join HOST · apus doctor"
        console.line("  Next  \(next)")
    }

    private var memory: String {
        var text = "\(Figures.size(controllerMemory + agentMemory)) of memory (controller \(Figures.size(controllerMemory))"
        if agentMemory > 0 { text += ", agent \(Figures.size(agentMemory))" }
        return text + ")."
    }

    private var virtualisation: String { Machine.hasKVM ? "KVM available" : "no KVM: guests are emulated" }

    private func write(_ console: Console) {
        console.document { w in
            w.object { w in
                w.field("changed", changed)
                w.field("made", made)
                w.field("controller_started", controllerStarted)
                w.field("joined", joined)
                w.field("agent_started", agentStarted)
                w.field("furnished", furnished)
                w.field("milliseconds", took.microseconds / 1000)
                w.field("controller_memory_bytes", controllerMemory)
                w.field("agent_memory_bytes", agentMemory)
                w.field("host", host?.name)
                w.field("cloud", cloud?.cloud)
                w.field("clouds_file", cloud?.cloudsFile)
            }
        }
    }
}
