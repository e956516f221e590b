internal import Core
internal import Crypto
internal import FoundationEssentials
internal import Web

/// `credential` (Identity API v3, "Credentials").
enum CredentialWire {
    private static let known: Set = ["blob", "project_id", "type", "user_id"]

    /// What a client sends: the secret is in the open still.
    struct Body: Sendable {
        var userID: UserID?
        var projectID: ProjectID??
        var type: String?
        var blob: String?
        var extra: [String: JSON]
    }

    static func new(_ body: JSONReader) throws -> Body {
        let body = try body.object("credential")
        for name in ["blob", "type", "user_id"] where !body.has(name) { throw body.missing(name) }
        let new = try read(body)
        if new.type?.lowercased() == Credential.ec2, new.projectID == nil { throw body.missing("project_id") }
        return new
    }

    static func change(_ body: JSONReader, of id: CredentialID) throws -> Body {
        let body = try body.object("credential")
        guard !body.members.isEmpty else { throw body.invalid("credential", "{} does not have enough properties") }
        try body.checkID(id.string)
        return try read(body)
    }

    private static func read(_ body: JSONReader) throws -> Body {
        Body(
            userID: try body.has("user_id") ? UserID(body.string("user_id", length: 1...64)) : nil,
            projectID: try body.nullableString("project_id", length: 1...64).map { $0.map { ProjectID($0) } },
            type: try body.has("type") ? body.string("type", length: 1...255) : nil,
            blob: try body.has("blob") ? body.string("blob") : nil, extra: body.extra(besides: known))
    }

    // MARK: EC2

    /// Where the credential of an access key is found.
    static func id(access: String) -> CredentialID {
        CredentialID(AWSKey.hex(SHA256.hash(data: Array(access.utf8))))
    }

    /// - Throws: a 400 fault for a blob that does not hold an access key.
    static func ec2(_ blob: String) throws -> [String: JSON] {
        guard let json = try? JSONParser.parse(blob) else { throw Refusal.invalid("Invalid blob in credential") }
        guard let members = json.object, !members.isEmpty else { throw Refusal.expecting("blob", in: "credential") }
        guard members["access"]?.string != nil else { throw Refusal.expecting("access", in: "credential") }
        return members
    }

    // MARK: Out

    static func write(_ w: inout JSONWriter, _ credential: Credential, blob: String, _ context: RequestContext) {
        w.object { w in
            w.field("id", credential.id.string)
            w.field("type", credential.type)
            w.field("blob", blob)
            w.field("user_id", credential.userID.string)
            w.field("project_id", credential.projectID?.string)
            w.members(credential.extra)
            w.links(self: context.link("credentials", credential.id.string))
        }
    }

    /// As `OS-EC2` shows it.
    static func write(_ w: inout JSONWriter, _ key: EC2Key, _ context: RequestContext) {
        w.object { w in
            w.field("user_id", key.userID.string)
            w.field("tenant_id", key.projectID?.string)
            w.field("access", key.access)
            w.field("secret", key.secret)
            w.field("trust_id", key.trustID?.string)
            w.links(self: context.link("users", key.userID.string, "credentials", "OS-EC2", key.access))
        }
    }
}
