import Core
import Store
import Web

/// The query of "List images": what is no parameter of the list itself is a property of the images.
enum ListWire {
    static let defaultLimit = 25
    static let maximumLimit = 1000

    private static let parameters: Set = [
        "limit", "marker", "sort", "sort_key", "sort_dir", "member_status", "visibility", "tag",
    ]
    private static let texts: Set = ["name", "id", "status", "container_format", "disk_format"]
    private static let exact: [String: SQL] = [
        "owner": "owner", "checksum": "checksum", "os_hash_value": "hash_value", "os_hash_algo": "hash_algo",
    ]
    private static let numbers: Set = ["size", "min_ram", "min_disk"]

    /// - Throws: `Fault` 400 for a value that cannot be.
    static func query(_ query: Query, project: ProjectID?, isAdmin: Bool) throws -> ImageQuery {
        var result = ImageQuery(project: project, isAdmin: isAdmin)
        result.page = try query.page(
            defaultLimit: defaultLimit, maximumLimit: maximumLimit, sortable: Set(ImageQuery.sortable.keys))
        if !query.has("sort"), let direction = query["sort_dir"] ?? (query.has("sort_key") ? "desc" : nil) {
            result.page.sort = try Self.sort(query, direction)
        }
        try readView(query, &result)
        result.conditions = query.all("tag").map { "id IN (SELECT image_id FROM image_tag WHERE tag = \($0))" as SQL }
        result.conditions.append(try flag("os_hidden", "hidden", query["os_hidden"] ?? "false"))
        for (name, value) in query.items where !parameters.contains(name) && name != "os_hidden" {
            result.conditions.append(try condition(name, value))
        }
        return result
    }

    /// Without a direction for each key upstream's last one counts for the rest; its default is the other way round than that
    /// of the guideline.
    private static func sort(_ query: Query, _ direction: String) throws -> [Page.SortKey] {
        let directions = query.all("sort_dir")
        let keys = query.has("sort_key") ? query.all("sort_key") : ["created_at"]
        return try keys.enumerated().map { index, key in
            let word = index < directions.count ? directions[index] : directions.last ?? direction
            guard word == "asc" || word == "desc" else { throw Refusal.invalid("Invalid sort direction: \(word)") }
            return Page.SortKey(key, ascending: word == "asc")
        }
    }

    private static func readView(_ query: Query, _ result: inout ImageQuery) throws {
        if let word = query["visibility"] {
            result.showsEverything = word == "all"
            result.visibility = Image.Visibility(rawValue: word)
            guard result.showsEverything || result.visibility != nil else {
                throw Refusal.invalid("Invalid visibility value: \(word)")
            }
        }
        if let word = query["member_status"] {
            result.memberStatus = ImageMember.Status(rawValue: word)
            guard word == "all" || result.memberStatus != nil else { throw Refusal.invalid("Invalid status: \(word)") }
        }
    }

    private static func condition(_ name: String, _ value: String) throws -> SQL {
        if texts.contains(name) { return try text(SQL(text: name), value) }
        if let column = exact[name] { return column + " = \(value)" }
        switch name {
        case "protected": return try flag(name, "protected", value)
        case "created_at", "updated_at": return try moment(name, SQL(text: name), value)
        default: break
        }
        if let (column, comparison) = bound(name) {
            guard let number = Int64(value) else {
                throw Refusal.invalid("Unable to filter on a range with a non-numeric value.")
            }
            return column + comparison + "\(number)"
        }
        return "id IN (SELECT image_id FROM image_property WHERE name = \(name) AND value = \(value))"
    }

    /// `size_min`, `size_max`, `size` and the like.
    private static func bound(_ name: String) -> (column: SQL, comparison: SQL)? {
        if numbers.contains(name) { return (SQL(text: name), " = ") }
        for (suffix, comparison) in [("_min", " >= "), ("_max", " <= ")] as [(String, SQL)] where name.hasSuffix(suffix) {
            let column = String(name.dropLast(suffix.count))
            if numbers.contains(column) { return (SQL(text: column), comparison) }
        }
        return nil
    }

    private static func flag(_ name: String, _ column: SQL, _ value: String) throws -> SQL {
        switch value.lowercased() {
        case "true": return column + " = 1"
        case "false": return column + " = 0"
        default:
            throw Refusal.invalid(
                "Invalid value '\(value.prefix(64))' for '\(name)' filter. Valid values are 'true' or 'false'.")
        }
    }

    private static func text(_ column: SQL, _ value: String) throws -> SQL {
        let (word, operand) = FilterOperator.split(value)
        switch word {
        case .oneOf: return column + " IN \(list: try FilterOperator.list(operand))"
        case .equal: return column + " = \(operand)"
        default: throw Refusal.invalid("Unable to filter by unknown operator '\(word.rawValue)'.")
        }
    }

    /// Times count in whole seconds, as they are shown.
    private static func moment(_ name: String, _ column: SQL, _ value: String) throws -> SQL {
        let (word, operand) = FilterOperator.split(value)
        guard let threshold = Timestamp(iso8601: operand) else {
            throw Refusal.invalid("Bad \"\(name)\" query filter format. Use ISO 8601 DateTime notation.")
        }
        guard let comparison = word.comparison else {
            throw Refusal.invalid("Unable to filter by unknown operator '\(word.rawValue)'.")
        }
        return column + " / 1000000" + comparison + "\(threshold.seconds)"
    }
}
