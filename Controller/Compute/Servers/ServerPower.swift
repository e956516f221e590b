import Core
import Store

/// What is asked of a server's power. Each is a new wish; the host makes it true.
enum ServerPower: String, Sendable {
    case start, stop, pause, unpause, suspend, resume

    private var states: Set<String> {
        switch self {
        case .start: ["stopped"]
        case .stop: ["active", "error"]
        case .pause, .suspend: ["active"]
        case .unpause: ["paused"]
        case .resume: ["suspended"]
        }
    }

    private var target: Power {
        switch self {
        case .start, .unpause, .resume: .running
        case .stop: .shutOff
        case .pause: .paused
        case .suspend: .suspended
        }
    }

    /// - Throws: 404; 409 where the server is locked or in another state.
    func apply(_ tx: Transaction, _ id: ServerID, by actor: Actor) throws {
        try ServerIntent.change(tx, id, rawValue, by: actor) { server in
            try server.require(rawValue, in: states)
            server.power = target
            server.powerGeneration += 1
            server.generation += 1
        }
    }
}
