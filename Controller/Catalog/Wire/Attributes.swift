import Core

/// What the bodies of the catalog's resources have in common.
extension JSONReader {
    /// The object of this name that an update is about: it has at least one member, and no other id.
    func change(_ name: String, of id: String) throws -> JSONReader {
        let body = try object(name)
        guard !body.members.isEmpty else { throw invalid(name, "{} does not have enough properties") }
        guard try body.optionalString("id") ?? id == id else { throw CatalogRefusal.invalid("Cannot change ID") }
        return body
    }

    /// Absent is nil; null is refused.
    func boolIfPresent(_ name: String) throws -> Bool? { has(name) ? try bool(name) : nil }

    /// Absent is nil; null is refused.
    func stringIfPresent(_ name: String, length: ClosedRange<Int>) throws -> String? {
        has(name) ? try string(name, length: length) : nil
    }

    /// The members that the API does not know; they are kept as they are, and returned.
    func extra(besides known: Set<String>) -> [String: JSON] {
        members.filter { !known.contains($0.key) && $0.key != "id" && $0.key != "links" }
    }
}
