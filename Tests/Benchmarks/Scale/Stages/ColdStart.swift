import Core
import Store

/// From the start of the process, on a full database, to a fleet in sync: every host has a session, has its whole sets, and has
/// said all that it sees, and the reconcilers' own scans find nothing left to do.
struct ColdStart {
    private static let patience = Duration.seconds(600)

    let cloud: Cloud
    let fleet: FleetCounts
    let size: Size
    let startedAt: ContinuousClock.Instant

    func run() async throws -> [Figure] {
        let before = try fleet.read()
        _ = try cloud.start()
        let listening = elapsed
        try await eventually("all agents are connected", within: Self.patience) {
            cloud.connected == size.hosts
        }
        let connected = elapsed
        try await eventually("all agents have their sets", within: Self.patience) {
            try fleet.read().synchronized - before.synchronized >= size.hosts
        }
        try await eventually("nothing is left to do", within: Self.patience, every: .milliseconds(500)) {
            try await cloud.unsettled() == 0
        }
        return [
            Figure("cold start: until the listener is open", listening, "s"),
            Figure("cold start: all hosts connected", connected, "s"),
            Figure("cold start: all hosts in sync", elapsed, "s", aim: "≤ 60", isBroken: elapsed > 60),
            Figure("cold start: CPU of the controller per host", Usage.now.cpu.milliseconds / Double(size.hosts), "ms"),
        ]
    }

    private var elapsed: Double { (ContinuousClock.now - startedAt).seconds }

    /// Until every host is up and the scheduler knows it.
    static func waitForHosts(_ cloud: Cloud, _ size: Size) async throws {
        try await eventually("all hosts are up", within: patience, every: .milliseconds(100)) {
            try await cloud.count("SELECT COUNT(*) FROM scheduler_host_state WHERE is_up = 1") >= size.hosts
        }
    }
}
