import Core
import HTTPTypes
import Store
import Web

/// What is done to a router beyond its own attributes: interfaces and extra routes (Network API v2.0, "Routers").
struct RouterActionTable: Sendable {
    let store: Store

    var table: [Route] {
        let one = "/v2.0/routers/{router_id}"
        let target = RouterTable.target(store)
        return [
            Route(
                .put, "\(one)/add_router_interface", policy: .rule("add_router_interface"), target: target, handler: addInterface),
            Route(
                .put, "\(one)/remove_router_interface", policy: .rule("remove_router_interface"), target: target,
                handler: removeInterface),
            Route(.put, "\(one)/add_extraroutes", policy: .rule("add_extraroutes"), target: target, handler: addRoutes),
            Route(.put, "\(one)/remove_extraroutes", policy: .rule("remove_extraroutes"), target: target, handler: removeRoutes),
        ]
    }

    private func addInterface(_ context: RequestContext) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let (portID, subnetID) = try await interface(context)
        let (viewer, now) = (try context.viewer(), context.now)
        let outcome = try await store.write { tx in
            switch (portID, subnetID) {
            case (let portID?, nil): try RouterInterfaces.add(tx, id, port: portID, visibleTo: viewer, now: now)
            case (nil, let subnetID?): try RouterInterfaces.add(tx, id, subnet: subnetID, visibleTo: viewer, now: now)
            case (nil, nil): throw RouterRefusal.bad("Either subnet_id or port_id must be specified")
            case (.some, .some): throw RouterRefusal.bad("Cannot specify both subnet-id and port-id")
            }
        }
        return .json { RouterWire.write(&$0, outcome) }
    }

    private func removeInterface(_ context: RequestContext) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let (portID, subnetID) = try await interface(context)
        let now = context.now
        let outcome = try await store.write { tx in
            try RouterInterfaces.remove(tx, id, port: portID, subnet: subnetID, now: now)
        }
        return .json { RouterWire.write(&$0, outcome) }
    }

    private func interface(_ context: RequestContext) async throws -> (PortID?, SubnetID?) {
        let reader = AttributeReader(try await context.json().members)
        return (try reader.id("port_id"), try reader.id("subnet_id"))
    }

    private func addRoutes(_ context: RequestContext) async throws -> Reply {
        try await change(context, ExtraRoutes.add)
    }

    private func removeRoutes(_ context: RequestContext) async throws -> Reply {
        try await change(context, ExtraRoutes.remove)
    }

    private func change(
        _ context: RequestContext, _ change: @escaping @Sendable (Transaction, RouterID, [HostRoute], Timestamp) throws -> Void
    ) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let routes = try RouterWire.routes(try RouterWire.read(try await context.json())) ?? []
        let now = context.now
        let view = try await store.write { tx in
            try change(tx, id, routes, now)
            return try RouterView.get(tx, id, viewer: nil)
        }
        return RouterTable.reply(view, context)
    }
}
