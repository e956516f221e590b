import AgentProtocol
import Core
import Fleet
import Networking
import Scheduler
import Store

/// Carries out what was decided about a server, in one transaction.
struct ServerCommit {
    let world: ServerWorld
    let now: Timestamp

    private var server: Server { world.server }

    /// - Returns: false, having written nothing, when the server is no longer as it was decided about.
    func run(_ tx: Transaction, _ change: ServerChange) throws -> Bool {
        guard try isCurrent(tx) else { return false }
        // The only step that can be refused comes first.
        for case .claim(let host) in change.steps {
            guard try claim(tx, host) else { return false }
        }
        var state = change.state
        for step in change.steps { try perform(tx, step, &state) }
        if change.steps.contains(.erase) { return try erase(tx, change) }
        guard try ServerState.update(tx, state, of: server.id, at: world.server.state.revision) else { return false }
        if let placement = world.placement { try ServerState.explain(tx, placement.explanation, of: server.id) }
        try write(tx, change.notes, state)
        return true
    }

    /// It has come to its end in ERROR.
    func record(_ tx: Transaction, _ fault: Fault) throws {
        guard try isCurrent(tx) else { return }
        var state = server.state
        var details = fault.detail ?? ""
        if let hint = fault.hint { details += (details.isEmpty ? "" : "\n") + hint }
        let message = [fault.message, fault.hint].compactMap { $0 }.joined(separator: " ")
        state.fault = ServerFault(
            message: message, details: details.isEmpty ? fault.code : "\(fault.code)\n\(details)", createdAt: now)
        if state.launchedAt == nil { try giveUp(tx, &state) }
        state.enter(.error, now: now)
        state.appliedGeneration = server.generation
        guard try ServerState.update(tx, state, of: server.id, at: server.state.revision) else { return }
        if let placement = world.placement { try ServerState.explain(tx, placement.explanation, of: server.id) }
        try tx.execute(
            """
            UPDATE compute_action SET message = 'Error', updated_at = \(now)
            WHERE server_id = \(server.id) AND request_id = \(server.requestID)
            """)
        try write(tx, [ServerChange.Note(kind: .failed, message: message, isFailure: true)], state)
    }

    /// A server that has never run holds nothing of a host: its room is for others, and the host cleans itself.
    private func giveUp(_ tx: Transaction, _ state: inout ServerState) throws {
        guard let host = state.host else { return }
        try recordBuild(tx, host, failed: true)
        try DesiredSets.remove(tx, set: SetName.host(host), id: server.id.string, now: now)
        for port in try ServerPorts.list(tx, of: server.id) where try Ports.find(tx, port.portID) != nil {
            try Ports.unbind(tx, port.portID, now: now)
        }
        try Scheduler.release(tx, consumer: server.id.string)
        state.host = nil
        state.zone = nil
        state.domainGeneration = nil
        state.seenPower = nil
    }

    /// Both halves as they were loaded.
    private func isCurrent(_ tx: Transaction) throws -> Bool {
        guard let now = try Servers.find(tx, server.id) else { return false }
        return now.state.revision == server.state.revision && now.generation == server.generation
            && now.powerGeneration == server.powerGeneration && now.deletedAt == server.deletedAt
    }

    private func perform(_ tx: Transaction, _ step: ServerStep, _ state: inout ServerState) throws {
        switch step {
        case .claim, .erase: break
        case .releaseClaim: try Scheduler.release(tx, consumer: server.id.string)
        case .bind(let port, let host): try Ports.bind(tx, port, to: host, now: now)
        case .unbind(let port): try Ports.unbind(tx, port, now: now)
        case .putDomain: try putDomain(tx, &state)
        case .removeDomain(let host):
            try DesiredSets.remove(tx, set: SetName.host(host), id: server.id.string, now: now)
        case .releasePort(let port): try ServerPorts.release(tx, port, now: now)
        case .recordBuild(let host, let failed): try recordBuild(tx, host, failed: failed)
        }
    }

    private func claim(_ tx: Transaction, _ host: String) throws -> Bool {
        try Scheduler.claim(tx, try ServerRequest.make(tx, server), on: host, now: now)
    }

    private func putDomain(_ tx: Transaction, _ state: inout ServerState) throws {
        guard let host = state.host else { return }
        var server = server
        server.state = state
        let item = try DomainDocument.item(tx, server)
        state.domainGeneration = try DesiredSets.put(tx, set: SetName.host(host), item: item, now: now)
        state.appliedGeneration = server.generation
    }

    private func recordBuild(_ tx: Transaction, _ host: String, failed: Bool) throws {
        guard try FleetHosts.standing(tx, host) != nil else { return }
        try ComputeHosts.recordBuild(tx, on: host, failed: failed)
    }

    private func erase(_ tx: Transaction, _ change: ServerChange) throws -> Bool {
        try write(tx, change.notes, change.state)
        try tx.execute("DELETE FROM compute_server WHERE id = \(server.id)")
        tx.hint(.computeServers, server.id.string)
        return true
    }

    private func write(_ tx: Transaction, _ notes: [ServerChange.Note], _ state: ServerState) throws {
        var server = server
        server.state = state
        for note in notes {
            try Events.record(
                tx, server, note.kind, note.message, progress: note.progress, isFailure: note.isFailure, now: now)
        }
    }
}
