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
        return found.sorted { ($0.key.set, $0.key.id) < ($1.key.set, $1.key.id) }.map { key, generation in
            var observation = Observation()
            observation.set = key.set
            observation.id = key.id
            observation.generation = generation
            observation.state = .ready
            observation.observedAt = now
            return observation
        }
    }
}
