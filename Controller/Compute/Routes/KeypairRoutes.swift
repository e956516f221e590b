import Core
import HTTPTypes
import Store
import Web

/// `/os-keypairs` (Compute API, "Keypairs").
struct KeypairRoutes: Sendable {
    let store: Store
    private static let maximumLimit = 1000

    var table: [Route] {
        [
            Route(
                .get, "/v2.1/os-keypairs", policy: .rule("os_compute_api:os-keypairs:index"), target: Self.target, handler: list),
            Route(
                .post, "/v2.1/os-keypairs", policy: .rule("os_compute_api:os-keypairs:create"), target: Self.newTarget,
                handler: create),
            Route(
                .get, "/v2.1/os-keypairs/{keypair_name}", policy: .rule("os_compute_api:os-keypairs:show"), target: Self.target,
                handler: show),
            Route(
                .delete, "/v2.1/os-keypairs/{keypair_name}", policy: .rule("os_compute_api:os-keypairs:delete"),
                target: Self.target, handler: delete),
        ]
    }

    // MARK: Whose

    /// The caller, or from 2.10 on the user whom the query names.
    private static func user(_ context: RequestContext) throws -> UserID {
        if context.minor >= 10, let named = context.query["user_id"] { return UserID(named) }
        return try context.requireCaller().userID
    }

    @Sendable private static func target(_ context: RequestContext) async throws -> PolicyTarget {
        ["user_id": .string(try user(context).string)]
    }

    @Sendable private static func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let named = context.minor >= 10 ? try await context.json().json["keypair"]?["user_id"]?.string : nil
        return ["user_id": .string(try named ?? context.requireCaller().userID.string)]
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id", "limit", "marker"]) }
        let user = try Self.user(context)
        let page = context.minor >= 35 ? try context.query.plainPage(upTo: Self.maximumLimit) : Page()
        let keypairs = try await store.read { try Keypairs.list($0, of: user, page) }
        let next = page.limit == keypairs.count ? keypairs.last?.name : nil
        return .json { w in
            w.object { w in
                w.field("keypairs") { w in
                    w.array(keypairs) { w, keypair in
                        w.object { w in w.field("keypair") { KeypairWire.brief(&$0, keypair, context) } }
                    }
                }
                w.nextLink("keypairs", context, marker: next)
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let (user, name) = (try Self.user(context), try context.parameter("keypair_name"))
        let keypair = try await store.read { try Keypairs.get($0, user, name) }
        return .json { w in w.object { w in w.field("keypair") { KeypairWire.whole(&$0, keypair, context) } } }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let wish = try KeypairWire.wish(try await context.json(), context)
        var privateKey: String?
        let key: (text: String, fingerprint: String)
        if let publicKey = wish.publicKey {
            key = try KeypairWire.imported(publicKey, type: wish.type)
        } else {
            let pair = try await SSHKeyMaker.make()
            key = (pair.publicKey.line + " Generated-by-Apus", pair.publicKey.fingerprint)
            privateKey = pair.privateKey
        }
        let keypair = Keypair(
            userID: try wish.userID ?? context.requireCaller().userID, name: wish.name, type: wish.type, publicKey: key.text,
            fingerprint: key.fingerprint, createdAt: context.now)
        try await store.write { tx in
            let limits = try Quotas.limits(tx, of: Quotas.everybody)
            try Keypairs.create(tx, keypair, limit: limits[.keypairs] ?? -1)
        }
        return .json(context.minor >= 2 ? .created : .ok) { [privateKey] w in
            w.object { w in w.field("keypair") { KeypairWire.made(&$0, keypair, privateKey: privateKey, context) } }
        }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["user_id"]) }
        let (user, name) = (try Self.user(context), try context.parameter("keypair_name"))
        try await store.write { try Keypairs.delete($0, user, name) }
        return .empty(context.minor >= 2 ? .noContent : .accepted)
    }
}
