import AgentProtocol
import AgentRuntime
import Synchronization

/// Watches a role: within one life of an agent no item may be applied at a generation that is older than one before.
final class Witness: Role {
    private let role: any Role
    private let machine: String
    private unowned let world: World
    private let newest = Mutex<[ItemKey: UInt64]>([:])

    init(role: any Role, machine: String, world: World) {
        self.role = role
        self.machine = machine
        self.world = world
    }

    var name: String { role.name }
    var kinds: Set<ItemKind> { role.kinds }
    var guardsRemoval: Bool { role.guardsRemoval }

    func observeAll() async -> [Observation] { await role.observeAll() }

    func apply(_ item: Item, in set: String) async -> Observation {
        let key = ItemKey(set: set, id: item.id)
        let before = newest.withLock { newest in
            defer { newest[key] = max(newest[key] ?? 0, item.generation) }
            return newest[key] ?? 0
        }
        if item.generation < before {
            world.wrong("\(machine) has applied \(set) \(item.id) at generation \(item.generation) after \(before)")
        }
        return await role.apply(item, in: set)
    }

    func remove(_ key: ItemKey) async -> Observation { await role.remove(key) }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async { await role.watch(report) }
}
