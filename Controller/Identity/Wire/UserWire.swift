internal import Core
internal import Web

/// `user` (Identity API v3, "Users"). A password comes in and never goes out.
enum UserWire {
    private static let known: Set = [
        "name", "domain_id", "enabled", "default_project_id", "password", "original_password", "password_expires_at", "options",
        "federated",
    ]
    /// Those that ask for a second factor are refused: nobody would check it.
    private static let flags: Set = [
        "ignore_change_password_upon_first_use", "ignore_password_expiry", "ignore_lockout_failure_attempts", "lock_password",
        "ignore_user_inactivity",
    ]

    struct New: Sendable {
        let user: User
        let password: String?
    }

    struct Change: Sendable {
        let apply: @Sendable (inout User) -> Void
        let password: String?
    }

    /// - Parameter defaultDomain: where the user goes if the body does not say.
    static func new(_ body: JSONReader, defaultDomain: DomainID) throws -> New {
        let body = try body.object("user")
        let domainID: DomainID? = try body.optionalID("domain_id")
        var user = User(id: .randomHex(), name: try body.name(upTo: 255), domainID: domainID ?? defaultDomain)
        let change = try change(body)
        change.apply(&user)
        return New(user: user, password: change.password)
    }

    static func change(_ body: JSONReader, of id: UserID) throws -> Change {
        let body = try body.object("user")
        try body.checkID(id.string)
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> Change {
        let name = try body.optionalName(upTo: 255)
        let domainID: DomainID? = try body.optionalID("domain_id")
        let enabled = try body.optionalBool("enabled")
        let project: ProjectID?? = try body.nullableString("default_project_id").map { $0.map { ProjectID($0) } }
        let options = try Options.read(body, flags: flags)
        let extra = body.extra(besides: known)
        guard !body.has("federated") else { throw body.invalid("federated", "federated identities are not supported") }
        let apply: @Sendable (inout User) -> Void = { user in
            if let name { user.name = name }
            if let domainID { user.domainID = domainID }
            if let enabled { user.enabled = enabled }
            if let project { user.defaultProjectID = project }
            user.options = Options.merge(options, into: user.options)
            user.extra.merge(extra) { $1 }
        }
        return Change(apply: apply, password: try body.optionalString("password", length: 1...4096))
    }

    /// The body of `POST /v3/users/{user_id}/password`.
    static func passwords(_ body: JSONReader) throws -> (original: String, new: String) {
        let body = try body.object("user")
        return (try body.string("original_password", length: 0...4096), try body.string("password", length: 1...4096))
    }

    static func write(_ w: inout JSONWriter, _ user: User, _ context: RequestContext) {
        w.object { w in
            w.field("id", user.id.string)
            w.field("name", user.name)
            w.field("domain_id", user.domainID.string)
            w.field("enabled", user.enabled)
            if let project = user.defaultProjectID { w.field("default_project_id", project.string) }
            w.field("password_expires_at", nil as String?)
            w.field("options", .object(user.options))
            w.members(user.extra)
            w.links(self: context.link("users", user.id.string))
        }
    }
}
