import Core
import Fleet

extension Scenario {
    static let fencing = Scenario(
        name: "fencing",
        about:
            "An agent dies unheard and comes back while its old session stands; what it said there comes late, and is untrue by now."
    ) { script in
        let world = script.world
        let machine = world.machine("node1")
        let first = try await script.given("web-1")
        let epoch = try await script.epoch(of: machine.name)
        let held = world.cables.hold(host: machine.name)
        machine.hypervisor.crash(first)
        try await script.pass(.milliseconds(500))
        machine.killAgent()
        try await script.until("there is a second session", every: .milliseconds(5)) {
            try await script.epoch(of: machine.name) > epoch
        }
        held.forEach { $0.release() }
        try await script.until(first, "SHUTOFF")
        try await script.act(first, "start", ["os-start": nil])
        try await script.until(first, "ACTIVE")
    }
}
