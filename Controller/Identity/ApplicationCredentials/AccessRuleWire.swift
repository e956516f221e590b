internal import Core
internal import Web

/// `access_rule` (Identity API v3, "Application Credentials").
enum AccessRuleWire {
    private static let methods: Set = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]

    static func read(_ body: JSONReader) throws -> AccessRules.Wanted {
        if let id = try body.optionalString("id", length: 1...64), !body.has("path") { return .id(id) }
        let path = try body.string("path", length: 1...225)
        guard path.hasPrefix("/") else { throw body.invalid("path", "'\(path)' does not match '^/\\.*'") }
        let method = try body.string("method")
        guard methods.contains(method) else {
            throw body.invalid("method", "'\(method)' is not one of \(methods.sorted())")
        }
        return .form(service: try body.string("service", length: 1...64), method: method, path: path)
    }

    static func write(_ w: inout JSONWriter, _ rule: AccessRule, _ userID: UserID, _ context: RequestContext) {
        w.object { w in
            rule.members(to: &w)
            w.links(self: context.link("users", userID.string, "access_rules", rule.id))
        }
    }
}

extension AccessRule {
    /// As it stands in credentials and tokens, without a link.
    func write(to w: inout JSONWriter) {
        w.object { members(to: &$0) }
    }

    fileprivate func members(to w: inout JSONWriter) {
        w.field("id", id)
        w.field("service", service)
        w.field("method", method)
        w.field("path", path)
    }
}
