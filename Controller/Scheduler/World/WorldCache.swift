import Store
import Synchronization

/// The newest world that anybody has read, so that a decision among thousands of hosts reads two rows.
///
/// A cached world is of committed rows. A snapshot that is further on gets it with what has changed since; one that is behind
/// (another thread has read later) gets it as it is: a decision is checked again by its claim, and nobody can tell a newer
/// answer from an older one. Inside a transaction the rows are not committed: what is read there is not kept.
///
/// Process-wide and keyed by the database, since decisions are made from a snapshot alone.
enum WorldCache {
    private static let newest = Mutex<[String: World]>([:])

    static func world(_ s: Snapshot) throws -> World {
        let revision = try Revision.current(s)
        let cached = newest.withLock { $0[revision.store] }
        if let cached, cached.revision.value >= revision.value { return cached }
        let world = try read(revision, from: cached, s)
        if !(s is Transaction), !revision.store.isEmpty { keep(world) }
        return world
    }

    /// The host aggregates alone, also as an open transaction sees them; they are read only if they have changed.
    static func aggregates(_ s: Snapshot) throws -> AggregateMap {
        let revision = try Revision.current(s)
        let cached = newest.withLock { $0[revision.store] }
        guard let cached, cached.revision.value >= revision.aggregates, cached.revision.value <= revision.value else {
            return try AggregateMap.read(s)
        }
        return cached.aggregates
    }

    private static func read(_ revision: Revision, from cached: World?, _ s: Snapshot) throws -> World {
        guard var world = cached, world.revision.value >= revision.removals else {
            return World(
                revision: revision, providers: try WorldReader.changed(after: -1, s), aggregates: try AggregateMap.read(s))
        }
        if revision.aggregates > world.revision.value { world.update(try AggregateMap.read(s)) }
        world.update(try WorldReader.changed(after: world.revision.value, s))
        world.revision = revision
        return world
    }

    private static func keep(_ world: World) {
        newest.withLock { worlds in
            if let known = worlds[world.revision.store], known.revision.value >= world.revision.value { return }
            worlds[world.revision.store] = world
        }
    }
}
