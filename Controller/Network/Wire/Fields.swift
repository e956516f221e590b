import Core
import Web

/// Which members of a resource an answer shows: all, or those that `fields` in the query names.
struct Fields: Sendable {
    private let names: Set<String>?

    static let all = Fields(nil)

    init(_ names: Set<String>?) {
        self.names = names
    }

    init(_ query: Query) {
        names = query.fields()
    }

    func has(_ name: String) -> Bool { names?.contains(name) ?? true }

    /// Whether any of these is wanted, so that what they cost need not be paid.
    func hasAny(_ some: String...) -> Bool { names.map { names in some.contains(where: names.contains) } ?? true }
}

extension JSONWriter {
    mutating func put(_ fields: Fields, _ name: String, _ value: String) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ value: String?) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ value: Bool) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ value: some BinaryInteger) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ value: Int?) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ value: [String]) {
        if fields.has(name) { field(name, value) }
    }

    mutating func put(_ fields: Fields, _ name: String, _ write: (inout JSONWriter) -> Void) {
        if fields.has(name) { field(name, write) }
    }

    /// The owner under the name of today and that of old.
    mutating func putProject(_ fields: Fields, _ id: ProjectID) {
        put(fields, "tenant_id", id.string)
        put(fields, "project_id", id.string)
    }

    mutating func putTimes(_ fields: Fields, created: Timestamp, updated: Timestamp, revision: Int) {
        put(fields, "created_at", created.iso8601(.seconds))
        put(fields, "updated_at", updated.iso8601(.seconds))
        put(fields, "revision_number", revision)
    }
}
