internal import Core

/// What the bodies of all resources of Identity have in common.
extension JSONReader {
    /// A name: not only of white space.
    func name(upTo limit: Int) throws -> String {
        let name = try string("name", length: 1...limit)
        guard !name.allSatisfy(\.isWhitespace) else { throw invalid("name", "'\(name)' does not match '[\\S]+'") }
        return name
    }

    func optionalName(upTo limit: Int) throws -> String? {
        has("name") ? try name(upTo: limit) : nil
    }

    /// nil if the member is absent, a nil text if it is null.
    func nullableString(_ name: String, length: ClosedRange<Int> = 0...65_535) throws -> String?? {
        has(name) ? .some(try optionalString(name, length: length)) : nil
    }

    /// The id of another resource; it is looked up, so that all that matters here is that it is text.
    func optionalID<Resource>(_ name: String) throws -> ID<Resource>? {
        try optionalString(name, length: 1...64).map { ID($0) }
    }

    /// - Throws: a 400 fault if a body names another resource than the path.
    func checkID(_ id: String) throws {
        guard try optionalString("id") ?? id == id else { throw Refusal.invalid("Cannot change ID") }
    }

    /// - Throws: a 400 fault for a member of another name than these.
    func only(_ known: Set<String>) throws {
        guard let other = members.keys.filter({ !known.contains($0) }).min() else { return }
        throw invalid(other, "Additional properties are not allowed ('\(other)' was unexpected)")
    }

    /// The members that the API does not know; they are kept as they are, and returned.
    func extra(besides known: Set<String>) -> [String: JSON] {
        members.filter { !known.contains($0.key) && $0.key != "id" && $0.key != "links" }
    }
}

extension String {
    /// Without white space at both ends, as projects and domains are named.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
