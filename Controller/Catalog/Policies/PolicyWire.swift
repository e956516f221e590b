import Core
import Web

/// `policy` (Identity API v3, "Policies").
enum PolicyWire {
    private static let known: Set = ["type", "blob"]

    static func new(_ body: JSONReader) throws -> PolicyDocument {
        let body = try body.object("policy")
        return PolicyDocument(
            id: .randomHex(), type: try body.string("type", length: 0...255),
            blob: try body.string("blob", length: 0...(1 << 20)),
            extra: body.extra(besides: known))
    }

    static func change(_ body: JSONReader, of id: String) throws -> @Sendable (inout PolicyDocument) -> Void {
        let body = try body.change("policy", of: id)
        let type = try body.stringIfPresent("type", length: 0...255)
        let blob = try body.stringIfPresent("blob", length: 0...(1 << 20))
        let extra = body.extra(besides: known)
        return { policy in
            if let type { policy.type = type }
            if let blob { policy.blob = blob }
            policy.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ policy: PolicyDocument, _ context: RequestContext) {
        w.object { w in
            w.field("id", policy.id.string)
            w.field("type", policy.type)
            w.field("blob", policy.blob)
            w.tail(policy.extra, link: context.link("policies", policy.id.string))
        }
    }
}
