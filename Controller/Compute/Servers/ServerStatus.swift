import Store

/// The words in which the API tells how a server is. They are derived from intent and decision, and nothing is decided by them.
struct ServerStatus: Sendable, Equatable {
    /// `status`, such as ACTIVE.
    let word: String
    /// `OS-EXT-STS:vm_state`.
    let vmState: String
    /// `OS-EXT-STS:task_state`.
    let taskState: String?
    /// `OS-EXT-STS:power_state`, by libvirt's numbers.
    let powerState: Int

    init(_ server: Server) {
        vmState = Self.vmState(server.state)
        taskState = Self.taskState(server)
        word = Self.word(server, vmState)
        powerState =
            switch server.state.seenPower {
            case nil: 0
            case .running: 1
            case .paused: 3
            case .shutOff, .suspended: 4
            }
    }

    private static func vmState(_ state: ServerState) -> String {
        if state.fault != nil { return "error" }
        if state.launchedAt == nil { return "building" }
        return switch state.seenPower {
        case .shutOff: "stopped"
        case .paused: "paused"
        case .suspended: "suspended"
        case .running, nil: "active"
        }
    }

    private static func word(_ server: Server, _ vmState: String) -> String {
        switch vmState {
        case "error": return "ERROR"
        case "building": return "BUILD"
        default: break
        }
        if server.state.phase == .building { return "REBUILD" }
        switch vmState {
        case "stopped": return "SHUTOFF"
        case "paused": return "PAUSED"
        case "suspended": return "SUSPENDED"
        default: break
        }
        if server.hardReboots > server.state.seenHardReboots { return "HARD_REBOOT" }
        return server.softReboots > server.state.seenSoftReboots ? "REBOOT" : "ACTIVE"
    }

    private static func taskState(_ server: Server) -> String? {
        if server.deletedAt != nil { return "deleting" }
        let state = server.state
        switch state.phase {
        case .unplaced: return "scheduling"
        case .binding: return "networking"
        case .building: return state.launchedAt == nil ? "spawning" : "rebuild_spawning"
        case .error, .departing, .releasing, .orphaned: return nil
        case .active: break
        }
        if server.hardReboots > state.seenHardReboots { return "rebooting_hard" }
        if server.softReboots > state.seenSoftReboots { return "rebooting" }
        return powerTask(from: state.seenPower, to: server.wantedPower)
    }

    private static func powerTask(from seen: Power?, to wanted: Power) -> String? {
        guard let seen, seen != wanted else { return nil }
        switch wanted {
        case .shutOff: return "powering-off"
        case .paused: return "pausing"
        case .suspended: return "suspending"
        case .running: break
        }
        switch seen {
        case .paused: return "unpausing"
        case .suspended: return "resuming"
        case .running, .shutOff: return "powering-on"
        }
    }
}

extension ServerStatus {
    /// The same derivations for the conditions of a list, over `compute_server s` and `compute_server_state t`.
    static let vmStateSQL: SQL = """
        CASE WHEN t.fault IS NOT NULL THEN 'error' WHEN t.launched_at IS NULL THEN 'building'
            WHEN t.seen_power = 'shut_off' THEN 'stopped' WHEN t.seen_power = 'paused' THEN 'paused'
            WHEN t.seen_power = 'suspended' THEN 'suspended' ELSE 'active' END
        """
    static let wordSQL: SQL = """
        CASE WHEN t.fault IS NOT NULL THEN 'ERROR' WHEN t.launched_at IS NULL THEN 'BUILD'
            WHEN t.phase = 'building' THEN 'REBUILD' WHEN t.seen_power = 'shut_off' THEN 'SHUTOFF'
            WHEN t.seen_power = 'paused' THEN 'PAUSED' WHEN t.seen_power = 'suspended' THEN 'SUSPENDED'
            WHEN s.hard_reboots > t.seen_hard_reboots THEN 'HARD_REBOOT'
            WHEN s.soft_reboots > t.seen_soft_reboots THEN 'REBOOT' ELSE 'ACTIVE' END
        """

    /// Every `status` of the API; one that is not among them can be no server's.
    static let words: Set<String> = [
        "ACTIVE", "BUILD", "DELETED", "ERROR", "HARD_REBOOT", "MIGRATING", "PASSWORD", "PAUSED", "REBOOT", "REBUILD", "RESCUE",
        "RESIZE", "REVERT_RESIZE", "SHELVED", "SHELVED_OFFLOADED", "SHUTOFF", "SOFT_DELETED", "SUSPENDED", "UNKNOWN",
        "VERIFY_RESIZE",
    ]
}
