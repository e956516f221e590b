import Core
import HTTPTypes
import Store
import Web

/// Hands out keys to consoles: `remote-consoles` since 2.6, an action for each kind before (Compute API, "Server consoles").
struct ConsoleAccess: Sendable {
    let store: Store
    let tokens: ConsoleTokens

    var table: [Route] {
        [
            Route(
                .post, "/v2.1/servers/{server_id}/remote-consoles", policy: .rule("os_compute_api:os-remote-consoles"),
                target: Targets(store: store).server, since: Microversion(2, 6), handler: create)
        ]
    }

    var actions: [ServerAction] {
        [
            ServerAction("os-getVNCConsole", "os_compute_api:os-remote-consoles", versions: 1...5) {
                try await old($0, .screen, types: ["novnc"])
            },
            ServerAction("os-getSerialConsole", "os_compute_api:os-remote-consoles", versions: 1...5) {
                try await old($0, .serial, types: ["serial"])
            },
        ]
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let input = try Input.root(try await context.json(), "remote_console")
        try input.allow(["protocol", "type"])
        let name = try input.member("protocol").word(of: ["vnc", "serial"])
        let kind: ConsoleTokens.Kind = name == "vnc" ? .screen : .serial
        let type = try input.member("type").word(of: [kind == .screen ? "novnc" : "serial"])
        let url = try await url(ServerID(try context.parameter("server_id")), kind, context)
        return .json { w in
            w.object { w in
                w.field("remote_console") { w in
                    w.object { w in
                        w.field("protocol", name)
                        w.field("type", type)
                        w.field("url", url)
                    }
                }
            }
        }
    }

    private func old(_ call: ServerAction.Call, _ kind: ConsoleTokens.Kind, types: [String]) async throws -> Reply {
        let type = try Input(call.value, path: ["console"]).member("type").word(of: types)
        let url = try await url(call.id, kind, call.context)
        return .json { w in
            w.object { w in
                w.field("console") { w in
                    w.object { w in
                        w.field("type", type)
                        w.field("url", url)
                    }
                }
            }
        }
    }

    private func url(_ id: ServerID, _ kind: ConsoleTokens.Kind, _ context: RequestContext) async throws -> String {
        let server = try await store.read { try Servers.get($0, id) }
        guard server.state.host != nil, server.state.domainGeneration != nil else {
            throw Refusal.conflict("Instance \(id) is not ready", hint: "It has a console once it is being started.")
        }
        let token = tokens.make(id, kind, now: context.now)
        let socket = "\(ConsoleRoutes.socketPath)?token=\(token)"
        if kind == .serial { return "wss" + context.origin.dropFirst("https".count) + socket }
        let path = socket.dropFirst().map { ["/": "%2F", "?": "%3F", "=": "%3D"][$0] ?? String($0) }.joined()
        return "\(context.origin)\(ConsoleRoutes.pagePath)?path=\(path)"
    }
}
