import AgentProtocol
import Core
import Store
import Testing

@testable import Fleet

/// A host whose agent does at once whatever its set says: its observations are written by Fleet's own writer. `knobs` make it fail.
struct ServerHost: Sendable {
    struct Knobs: Sendable {
        /// Domains fail with this problem.
        var domainProblem: Apus_Agent_V1_Problem?
        /// Guests are down without anybody having asked.
        var crashes = false
        /// Domains stay in this step.
        var step: String?
        /// Nothing is done about domains.
        var ignoresDomains = false
    }

    let name: String
    let store: Store

    /// Makes its items true until the task is cancelled.
    func works(_ knobs: Knobs = Knobs()) -> Task<Void, any Error> {
        Task {
            while !Task.isCancelled {
                try await observe(knobs)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// What the fleet's reconciler would decide.
    func phase(_ phase: String, since: Timestamp) async throws {
        try await store.write { tx in
            try tx.execute(
                "UPDATE fleet_host_phase SET phase = \(phase), since = \(since), reason = 'no sign of life' WHERE host = \(name)")
            tx.hint(.fleetHosts, name)
        }
        try await eventually("the scheduler knows that \(name) is \(phase)") {
            try await store.read { s in
                let isUp: Bool? = try s.value("SELECT is_up FROM scheduler_host_state WHERE host = \(name)")
                return isUp == (phase == "up")
            }
        }
    }

    func items() async throws -> [String: SetItem] {
        try await store.read { try DesiredSets.items($0, set: SetName.host(name)) }
    }

    /// One look at the set: everything in it is made, everything else is gone.
    func observe(_ knobs: Knobs = Knobs()) async throws {
        let set = SetName.host(name)
        let (items, known) = try await store.read { s in
            (try DesiredSets.items(s, set: set), try DesiredSets.observations(s, host: name, set: set))
        }
        var batch = ObservationBatch()
        for item in items.values {
            if case .domain? = item.spec, knobs.ignoresDomains { continue }
            let observation = observation(item, knobs)
            guard known[item.id].map({ !$0.says(observation) }) ?? true else { continue }
            batch.observations.append(observation)
        }
        for (id, observed) in known where items[id] == nil && observed.state != .absent {
            var gone = ItemObservation()
            gone.set = set
            gone.id = id
            gone.state = .absent
            batch.observations.append(gone)
        }
        guard !batch.observations.isEmpty else { return }
        try await store.write { [batch] tx in try ObservationWriter.store(batch, host: name, epoch: 1, tx) }
    }

    private func observation(_ item: SetItem, _ knobs: Knobs) -> ItemObservation {
        var observation = ItemObservation()
        observation.set = SetName.host(name)
        observation.id = item.id
        observation.generation = item.generation
        observation.state = .ready
        guard case .domain(let spec)? = item.spec else { return observation }
        var state = DomainState()
        state.power = knobs.crashes && spec.power == .running ? .shutOff : spec.power
        state.crashed = state.power != spec.power
        state.softReboots = spec.softReboots
        state.hardReboots = spec.hardReboots
        state.attempt = spec.attempt
        state.pluggedPorts = spec.interfaces.map(\.portID)
        if let problem = knobs.domainProblem {
            observation.state = .failed
            observation.problem = problem
        } else if let step = knobs.step {
            observation.state = .pending
            state.step = step
        }
        observation.domain = state
        return observation
    }
}

extension Observed {
    fileprivate func says(_ other: ItemObservation) -> Bool {
        generation == Int64(other.generation) && detail == other.detail && State(other.state) == state
    }
}
