import Core
import HTTPTypes
import Web

extension Reply {
    /// `{"network": {…}}`.
    static func one(_ name: String, _ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Reply {
        .json(status) { w in w.object { $0.field(name, write) } }
    }

    /// The answer to a POST: one resource, or as many as were asked for in one request.
    static func created<Item>(
        _ singular: String, _ plural: String, _ items: [Item], isBulk: Bool, _ write: (inout JSONWriter, Item) -> Void
    ) -> Reply {
        guard !isBulk, let item = items.first else {
            return .json(.created) { w in w.object { $0.field(plural) { $0.array(items, write) } } }
        }
        return .one(singular, .created) { write(&$0, item) }
    }
}

extension RequestContext {
    /// `If-Match: revision_number=7` asks for the change only if nobody else has made one (extension `revision-if-match`).
    ///
    /// - Throws: a 412 fault if somebody has, 400 for a header of another form.
    func checkRevision(_ revision: some BinaryInteger) throws {
        guard let text = headers[.ifMatch] else { return }
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0] == "revision_number", let wanted = Int(parts[1]) else {
            throw NetworkRefusal.bad("Invalid value for If-Match header: '\(text)'")
        }
        guard wanted == Int(revision) else {
            throw NetworkRefusal.make(
                .preconditionFailed, "RevisionNumberConstraintFailed",
                "Constrained to \(wanted), but current revision is \(revision)")
        }
    }
}
