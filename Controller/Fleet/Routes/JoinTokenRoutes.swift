import Core
import HTTPTypes
import Store
import Trust
import Web

extension Fleet {
    var joinTokenRoutes: [Route] {
        [
            Route(.post, "/join-tokens", policy: .rule("fleet:create_join_token"), handler: createToken),
            Route(.get, "/join-tokens", policy: .rule("fleet:list_join_tokens"), handler: listTokens),
            Route(.delete, "/join-tokens/{id}", policy: .rule("fleet:delete_join_token"), handler: deleteToken),
        ]
    }

    @Sendable private func createToken(_ context: RequestContext) async throws -> Reply {
        let wish = try JoinTokenWire.Wish(await context.json())
        let now = context.now
        let (token, secret) = try await room.store.write { tx in
            try JoinTokens.create(tx, host: wish.host, roles: wish.roles, lifetime: wish.lifetime, now: now)
        }
        let text = try JoinTokenText.text(token, secret, room.authority)
        return .json(.created) { w in
            w.object { w in w.field("join_token") { w in JoinTokenWire.write(token, text: text, now: now, &w) } }
        }
    }

    @Sendable private func listTokens(_ context: RequestContext) async throws -> Reply {
        let tokens = try await room.store.read { try JoinTokens.list($0) }
        return .json { w in
            w.object { w in
                w.field("join_tokens") { w in
                    w.array(tokens) { w, token in JoinTokenWire.write(token, text: nil, now: context.now, &w) }
                }
            }
        }
    }

    @Sendable private func deleteToken(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("id")
        try await room.store.write { try JoinTokens.delete($0, id: id) }
        return .empty()
    }
}
