import Core

/// Tags in JSON (Network API v2.0, "Standard attributes tag extension").
enum TagsWire {
    static let mostTags = 50

    static func tags(_ reader: AttributeReader) throws -> [String] {
        try checked(try reader.texts("tags") ?? [])
    }

    static func checked(_ tags: [String]) throws -> [String] {
        var unique: [String] = []
        for tag in tags where !unique.contains(tag) { unique.append(try checked(tag)) }
        guard unique.count <= mostTags else { throw NetworkRefusal.attribute("tags", "a resource has at most \(mostTags) tags") }
        return unique
    }

    /// A comma separates tags in queries.
    static func checked(_ tag: String) throws -> String {
        guard !tag.isEmpty, tag.unicodeScalars.count <= 255 else {
            throw NetworkRefusal.attribute("tags", "'\(tag.prefix(64))' exceeds maximum length of 255 or is empty")
        }
        guard !tag.contains(",") else { throw NetworkRefusal.attribute("tags", "'\(tag)' contains a comma") }
        return tag
    }

    static func write(_ w: inout JSONWriter, _ tags: [String]) {
        w.object { $0.field("tags", tags) }
    }
}
