internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-REVOKE/events`, and what is left of the time when tokens were signed documents (Identity API v3, "OS-REVOKE",
/// "OS-SIMPLE-CERT", "OS-PKI"): clients that still ask learn that it is over.
struct RevocationRoutes: Sendable {
    let store: Store
    /// How long the tokens live that revocations are about.
    let tokenLifetime: Duration

    var table: [Route] {
        [
            Route(.get, "/v3/OS-REVOKE/events", policy: .rule("identity:list_revoke_events"), handler: list),
            Route(.get, "/v3/OS-SIMPLE-CERT/ca", policy: .anyone, handler: gone),
            Route(.get, "/v3/OS-SIMPLE-CERT/certificates", policy: .anyone, handler: gone),
            Route(.get, "/v3/auth/tokens/OS-PKI/revoked", policy: .anyone, handler: gone),
        ]
    }

    static let policy = [
        PolicyRule(
            "identity:list_revoke_events", "rule:service_or_admin", scopes: [.system, .project], "List what ended tokens lately.")
    ]

    private func list(_ context: RequestContext) async throws -> Reply {
        let since = try context.query["since"].map(Self.time)
        let oldest = context.now - (tokenLifetime + FernetKeys.expiredWindow)
        let events = try await store.read { try RevocationEvents.list($0, since: since, oldest: oldest) }
        return .json { w in
            w.object { w in
                w.field("events") { $0.array(events, Self.write) }
                w.field("links") { w in
                    w.object { w in
                        w.field("next", nil as String?)
                        w.field("self", context.link("OS-REVOKE", "events"))
                        w.field("previous", nil as String?)
                    }
                }
            }
        }
    }

    private static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("invalidate date format \(text)") }
        return time
    }

    private static func write(_ w: inout JSONWriter, _ event: RevocationEvent) {
        w.object { w in
            switch event.subject {
            case .token(let auditID): w.field("audit_id", auditID)
            case .user(let id): w.field("user_id", id.string)
            }
            w.field("issued_before", event.revokedAt.iso8601())
            w.field("revoked_at", event.revokedAt.iso8601())
        }
    }

    private func gone(_ context: RequestContext) async throws -> Reply {
        throw Fault(
            .gone, code: "IDENTITY-GONE",
            "This API is no longer available due to the removal of support for PKI tokens.",
            hint: "Ask GET /v3/auth/tokens whether a token is valid.")
    }
}
