import Core
import HTTPTypes
import Store
import Web

extension Fleet {
    var hostRoutes: [Route] {
        [
            Route(.get, "/hosts", policy: .rule("fleet:list_hosts"), handler: listHosts),
            Route(.get, "/hosts/{host}", policy: .rule("fleet:get_host"), handler: showHost),
            Route(.get, "/hosts/{host}/debug", policy: .rule("fleet:debug_host"), handler: debugHost),
            Route(.delete, "/hosts/{host}", policy: .rule("fleet:delete_host"), handler: removeHost),
            Route(
                .post, "/hosts/{host}/actions/confirm-removal", policy: .rule("fleet:confirm_removal"),
                handler: confirmRemoval),
        ]
    }

    @Sendable private func listHosts(_ context: RequestContext) async throws -> Reply {
        let page = try context.query.page(defaultLimit: nil, maximumLimit: 1000, sortable: [])
        let hosts = try await room.store.read { try HostView.list($0, after: page.marker, limit: page.limit) }
        return .json { w in
            w.object { w in
                w.field("hosts") { w in w.array(hosts) { w, host in HostWire.write(host, sessions, &w) } }
            }
        }
    }

    @Sendable private func showHost(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("host")
        guard let host = try await room.store.read({ try HostView.find($0, name: name) }) else { throw Hosts.unknown(name) }
        return .json { w in
            w.object { w in w.field("host") { w in HostWire.write(host, sessions, &w) } }
        }
    }

    /// Its three views, its sets, and what of them is not as it should be.
    @Sendable private func debugHost(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("host")
        return try await room.store.read { try HostDebug(room: room, agenda: agenda).sheet($0, name) }.reply
    }

    /// The removal is asked for; the host is gone when it is no longer listed. `?force=true` for one that is lost for good, with
    /// all that is on it.
    @Sendable private func removeHost(_ context: RequestContext) async throws -> Reply {
        let (name, now) = (try context.parameter("host"), context.now)
        let isForced = try context.query.bool("force") ?? false
        try await room.store.write { try Hosts.remove($0, name: name, isForced: isForced, now: now) }
        return .empty(.accepted)
    }

    /// The next whole set of the host is meant as it is, whatever goes with it.
    @Sendable private func confirmRemoval(_ context: RequestContext) async throws -> Reply {
        let (name, now) = (try context.parameter("host"), context.now)
        try await room.store.write { try Hosts.confirmRemoval($0, name: name, now: now) }
        return .empty(.accepted)
    }
}
