import Core
import Store
import Web

/// One kind of resource as lists know it: what can be filtered and sorted by, and the SQL that means it.
struct Collection: Sendable {
    enum Kind: Sendable {
        case text
        case number
        case flag
        /// Something that no resource has here: no value of it finds any.
        case never
        /// A condition of its own; it gets the values that were asked for.
        case condition(@Sendable ([String]) throws -> SQL)
    }

    struct Attribute: Sendable {
        let kind: Kind
        let expression: SQL

        static func text(_ expression: SQL) -> Attribute { Attribute(kind: .text, expression: expression) }
        static func number(_ expression: SQL) -> Attribute { Attribute(kind: .number, expression: expression) }
        static func flag(_ expression: SQL) -> Attribute { Attribute(kind: .flag, expression: expression) }
        static let never = Attribute(kind: .never, expression: "NULL")

        static func condition(_ condition: @escaping @Sendable ([String]) throws -> SQL) -> Attribute {
            Attribute(kind: .condition(condition), expression: "NULL")
        }
    }

    /// Such as `networks`, the name of the list.
    let name: String
    /// A table and its alias, such as `network_network n`.
    let table: SQL
    let alias: String
    let attributes: [String: Attribute]

    /// - Parameter isTagged: the table has the columns of tags and times.
    init(_ name: String, table: SQL, alias: String, isTagged: Bool = true, _ attributes: [String: Attribute]) {
        self.name = name
        self.table = table
        self.alias = alias
        let project = Attribute.text("\(identifier: "\(alias).project_id")")
        var all: [String: Attribute] = [
            "id": .text("\(identifier: "\(alias).id")"), "project_id": project, "tenant_id": project,
        ]
        if isTagged { all.merge(Self.standard(alias)) { $1 } }
        self.attributes = all.merging(attributes) { $1 }
    }

    private static func standard(_ alias: String) -> [String: Attribute] {
        let tags: SQL = "\(identifier: "\(alias).tags")"
        let updated: SQL = "\(identifier: "\(alias).updated_at")"
        return [
            "name": .text("\(identifier: "\(alias).name")"), "description": .text("\(identifier: "\(alias).description")"),
            "revision_number": .number("\(identifier: "\(alias).revision")"),
            "created_at": .number("\(identifier: "\(alias).created_at")"), "updated_at": .number(updated),
            "tags": .condition { has(tags, $0, " AND ") }, "tags-any": .condition { has(tags, $0, " OR ") },
            "not-tags": .condition { "NOT \(has(tags, $0, " AND "))" },
            "not-tags-any": .condition { "NOT \(has(tags, $0, " OR "))" },
            "changed_since": .condition { "\(updated) >= \(try moment($0))" },
        ]
    }

    private static func has(_ column: SQL, _ values: [String], _ connective: SQL) -> SQL {
        let tags = values.flatMap { $0.split(separator: ",") }
        guard !tags.isEmpty else { return "1 = 1" }
        return "(\(tags.map { "replace(\(column), \(",\($0),"), '') <> \(column)" as SQL }.joined(connective)))"
    }

    private static func moment(_ values: [String]) throws -> Timestamp {
        guard let text = values.first, let time = Timestamp(iso8601: text.hasSuffix("Z") ? text : text + "Z") else {
            throw NetworkRefusal.invalid("The input changed_since must be in the following format: YYYY-MM-DDTHH:MM:SS[Z]")
        }
        return time
    }
}

extension Collection {
    /// What the query of a request asks for, but for how the list is ordered, cut and shown.
    ///
    /// - Throws: a 400 fault for what is no attribute (the extension `filter-validation`).
    func conditions(_ query: Query) throws -> [SQL] {
        var values: [(name: String, values: [String])] = []
        for (name, value) in query.items where !Self.notFilters.contains(name) {
            if let place = values.firstIndex(where: { $0.name == name }) {
                values[place].values.append(value)
            } else {
                values.append((name, [value]))
            }
        }
        return try values.map { name, values in
            guard let attribute = attributes[name] else {
                throw NetworkRefusal.bad("[u'\(name)'] is invalid attribute for filtering")
            }
            return try condition(name, attribute, values)
        }
    }

    private static let notFilters: Set = ["fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir"]

    private func condition(_ name: String, _ attribute: Attribute, _ values: [String]) throws -> SQL {
        switch attribute.kind {
        case .text: return "\(attribute.expression) IN \(list: values)"
        case .never: return values.allSatisfy(\.isEmpty) ? "1 = 1" : "1 = 0"
        case .condition(let make): return try make(values)
        case .number:
            return "\(attribute.expression) IN \(list: try values.map { try number($0) })"
        case .flag:
            let flags = try values.map { value in
                guard let flag = AttributeReader.bool(value) else {
                    throw NetworkRefusal.invalid("'\(value)' cannot be converted to boolean")
                }
                return flag
            }
            return "\(attribute.expression) IN \(list: flags)"
        }
    }

    private func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text) ?? Timestamp(iso8601: text)?.microseconds else {
            throw NetworkRefusal.invalid("'\(text)' is not an integer")
        }
        return number
    }
}
