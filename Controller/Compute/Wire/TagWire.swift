import Core

/// Tags of servers (Compute API, "Server tags").
enum TagWire {
    static let limit = 50

    /// 1 to 60 characters; no slash and no comma, which URLs and filters need for themselves.
    static func tag(_ input: Input) throws -> String {
        let tag = try input.text(1...60)
        guard !tag.contains("/"), !tag.contains(",") else {
            throw input.refusal("'\(tag)' does not match the regex: '^[^,/]*$'")
        }
        return tag
    }

    static func tags(_ input: Input) throws -> [String] {
        let elements = try input.elements()
        guard elements.count <= limit else { throw input.refusal("\(PythonText.plain(input.json)) is too long") }
        var tags: [String] = []
        for tag in try elements.map(tag) where !tags.contains(tag) { tags.append(tag) }
        return tags
    }
}
