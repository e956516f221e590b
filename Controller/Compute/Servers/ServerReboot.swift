import Core
import Store

/// Asking a server to reboot: a counter, so that a host never does it twice for one wish.
enum ServerReboot {
    /// - Throws: 404; 409 where the server is locked, or in a state that the type of reboot cannot start from.
    static func apply(_ tx: Transaction, _ id: ServerID, isHard: Bool, by actor: Actor) throws {
        let server = try ServerIntent.change(tx, id, "reboot", by: actor) { server in
            if isHard {
                try server.require("reboot", in: ["active", "stopped", "paused", "suspended", "error"], idle: false)
                server.hardReboots += 1
                if server.wantedPower != .running { server.powerGeneration += 1 }
                server.power = .running
            } else {
                try server.require("reboot", in: ["active"])
                server.softReboots += 1
            }
            server.generation += 1
        }
        try Events.record(tx, server, .reboot, isHard ? "hard reboot asked for" : "reboot asked for", now: actor.now)
    }
}
