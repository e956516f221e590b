import Core
import Trust

/// Join tokens in JSON.
enum JoinTokenWire {
    /// `{"host": "node1", "roles": ["compute"], "lifetime": 3600}`, with or without `{"join_token": …}` around it.
    struct Wish {
        let host: String
        let roles: [HostRole]
        let lifetime: Duration

        init(_ body: JSONReader) throws {
            let body = try body.optionalObject("join_token") ?? body
            host = try body.string("host")
            try HostName.check(host)
            roles = try HostRole.parse(try body.strings("roles"))
            let most = JoinToken.maximumLifetime.components.seconds
            lifetime = try body.optionalInt("lifetime", in: 1...most).map(Duration.seconds) ?? JoinToken.standardLifetime
        }
    }

    /// - Parameter text: the whole token, which only the answer to its creation has.
    static func write(_ token: JoinToken, text: String?, now: Timestamp, _ w: inout JSONWriter) {
        w.object { w in
            w.field("id", token.id)
            w.field("host", token.host)
            w.field("roles", token.roles.map(\.rawValue))
            w.field("state", token.usedAt != nil ? "used" : now < token.expiresAt ? "open" : "expired")
            w.field("created_at", token.createdAt.iso8601())
            w.field("expires_at", token.expiresAt.iso8601())
            w.field("used_at", token.usedAt?.iso8601())
            if let text { w.field("token", text) }
        }
    }
}
