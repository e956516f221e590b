internal import Core
internal import Web

/// `application_credential` (Identity API v3, "Application Credentials"). The secret goes out once, when it is made.
enum ApplicationCredentialWire {
    private static let known: Set = [
        "id", "name", "description", "secret", "expires_at", "project_id", "access_rules", "unrestricted", "system", "roles",
    ]

    /// What a client sends.
    struct New: Sendable {
        let name: String
        let description: String?
        let secret: String?
        let expiresAt: Timestamp?
        let isUnrestricted: Bool
        /// Empty for all that the token has.
        let roles: [RoleReference]
        let rules: [AccessRules.Wanted]
    }

    static func new(_ body: JSONReader, now: Timestamp) throws -> New {
        let body = try body.object("application_credential")
        if let stranger = body.members.keys.sorted().first(where: { !known.contains($0) }) {
            throw body.invalid(
                "application_credential", "Additional properties are not allowed ('\(stranger)' was unexpected)")
        }
        return New(
            name: try body.name(upTo: 255), description: try body.optionalString("description"),
            secret: try body.optionalString("secret", length: 0...4096), expiresAt: try body.end("expires_at", now: now),
            isUnrestricted: try body.optionalBool("unrestricted") ?? false,
            roles: try body.has("roles") ? body.objects("roles").map(RoleReference.init) : [],
            rules: try body.has("access_rules") ? body.objects("access_rules").map(AccessRuleWire.read) : [])
    }

    static func write(
        _ w: inout JSONWriter, _ credential: ApplicationCredential, secret: String? = nil, _ context: RequestContext
    ) {
        w.object { w in
            w.field("id", credential.id.string)
            w.field("name", credential.name)
            w.field("description", credential.description)
            if let secret { w.field("secret", secret) }
            w.field("project_id", credential.projectID.string)
            w.field("user_id", credential.userID.string)
            w.field("system", String?.none)
            w.field("expires_at", credential.expiresAt.map { $0.iso8601(suffix: "") })
            w.field("unrestricted", credential.isUnrestricted)
            w.field("roles") { w in
                w.array(credential.roles) { w, role in
                    w.object { w in
                        w.field("id", role.id.string)
                        w.field("name", role.name)
                        w.field("domain_id", role.domainID?.string)
                        w.field("description", role.description)
                        w.field("options", .object(role.options))
                    }
                }
            }
            if let rules = credential.accessRules { w.field("access_rules") { $0.array(rules) { $1.write(to: &$0) } } }
            w.links(self: context.link("users", credential.userID.string, "application_credentials", credential.id.string))
        }
    }
}

extension JSONReader {
    /// A moment that is still to come.
    func end(_ name: String, now: Timestamp) throws -> Timestamp? {
        guard let text = try optionalString(name) else { return nil }
        guard let end = Timestamp(iso8601: text) else {
            throw Refusal.invalid(
                "Timestamp not in expected format. The server could not comply with the request since it is either malformed or "
                    + "otherwise incorrect. The client is assumed to be in error.")
        }
        guard end > now else {
            throw Refusal.invalid(
                "The 'expires_at' must not be before now. The server could not comply with the request since it is either "
                    + "malformed or otherwise incorrect. The client is assumed to be in error.")
        }
        return end
    }
}
