import AgentProtocol
import Core
import Fleet
import HTTPTypes
import Store
import Web

/// What a browser needs to show a console: noVNC's page with its parts, and the WebSocket that carries the bytes.
struct ConsoleRoutes: Sendable {
    static let socketPath = API.apus.prefix + "/console/socket"
    static let pagePath = API.apus.prefix + "/console/novnc/vnc_lite.html"

    let store: Store
    let tunnels: TunnelRegistry
    let tokens: ConsoleTokens
    let pages: ConsolePages

    /// Whoever holds a token may come in: the page of a browser has no other.
    var table: [Route] {
        [Route(.get, "/console/socket", policy: .anyone, handler: open)]
            + ["/{a}", "/{a}/{b}", "/{a}/{b}/{c}", "/{a}/{b}/{c}/{d}", "/{a}/{b}/{c}/{d}/{e}"].map {
                Route(.get, "/console/novnc" + $0, policy: .anyone, handler: page)
            }
    }

    private func page(_ context: RequestContext) async throws -> Reply {
        let names = ["a", "b", "c", "d", "e"].compactMap { context.parameters[$0] }
        return try pages.file(names)
    }

    private func open(_ context: RequestContext) async throws -> Reply {
        guard let grant = tokens.grant(context.query["token"] ?? "", now: context.now) else {
            throw Fault(
                .forbidden, code: "CONSOLE-TOKEN", "This console address is not valid, or not any more.",
                hint: "Ask for a new one: openstack console url show SERVER")
        }
        guard let host = try await store.read({ try Servers.find($0, grant.server)?.state.host }) else {
            throw Refusal.server(grant.server.string)
        }
        // A tunnel costs the host something, and nobody would close it.
        try Reply.requireWebSocket(context)
        let tunnel = try await tunnels.open(
            host: host, target: grant.kind == .screen ? .vnc : .serial, domain: grant.server.string)
        return try .webSocket(
            context,
            WebSocketSession(subprotocol: Self.subprotocol(context)) { socket in
                try await ConsoleBridge(socket: socket, tunnel: tunnel).run()
            })
    }

    /// `binary`, where the client offers it.
    private static func subprotocol(_ context: RequestContext) -> String? {
        let offered = context.headers[.secWebSocketProtocol] ?? ""
        return offered.split(separator: ",").contains { $0.filter { $0 != " " } == "binary" } ? "binary" : nil
    }
}
