import AgentProtocol
import AgentRuntime
import Netlink

/// What is on the host, from the labels on it: pure.
struct Inventory {
    var host: String
    var now: Int64

    func observations(_ dump: NetworkDump, _ units: [FilterUnit], _ begun: Wanted) -> [Observation] {
        var found: [ItemKey: UInt64] = [:]
        func see(_ set: String, _ id: String, _ generation: UInt64) {
            // The oldest part of it says which generation all of it has reached.
            let key = ItemKey(set: set, id: id)
            found[key] = min(found[key] ?? generation, generation)
        }
        for label in dump.links.compactMap({ Label($0.alias) }) + units.map(\.label) {
            if label.kind == .physical { continue }
            if label.kind == .group {
                see(SetName.group(label.id), Wanted.rulesID, label.generation)
            } else {
                see(SetName.host(host), label.id, label.generation)
            }
        }
        for (network, peers) in begun.peers { for (id, held) in peers { see(SetName.network(network), id, held.generation) } }
        for (group, held) in begun.groups {
            for (id, member) in held.members { see(SetName.group(group), id, member.generation) }
        }
        let unsure = unsure(dump, units)
        return found.sorted { ($0.key.set, $0.key.id) < ($1.key.set, $1.key.id) }.map { key, generation in
            observation(key, generation, isSure: !unsure.contains(key))
        }
    }

    /// Ports that may be half made. Their rules come first, and the bridge of their network later: a guest that is started in
    /// between finds none. Only a tap that is plugged says that the rest was there.
    private func unsure(_ dump: NetworkDump, _ units: [FilterUnit]) -> Set<ItemKey> {
        let plugged = Set(dump.links.lazy.filter { $0.master != nil }.map(\.name))
        return Set(
            units.compactMap { unit in
                guard case .port(let tap) = unit.key, !plugged.contains(tap) else { return nil }
                return ItemKey(set: SetName.host(host), id: unit.label.id)
            })
    }

    private func observation(_ key: ItemKey, _ generation: UInt64, isSure: Bool) -> Observation {
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.generation = generation
        observation.state = isSure ? .ready : .pending
        observation.observedAt = now
        guard !isSure else { return observation }
        let wait = Trouble(
            "NET-WAITS", "It waits for the agent, which has just started, to see whether all of it is here.",
            hint: "Nothing has to be done.")
        observation.problem = wait.problem
        return observation
    }
}
