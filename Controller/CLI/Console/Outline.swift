import Core

/// A document as indented lines for people.
enum Outline {
    static func lines(_ json: JSON, indent: Int = 0) -> [String] {
        let space = String(repeating: " ", count: indent)
        switch json {
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { key, value in
                scalar(value).map { ["\(space)\(key): \($0)"] } ?? ["\(space)\(key):"] + lines(value, indent: indent + 2)
            }
        case .array(let elements):
            return elements.flatMap { element in
                scalar(element).map { ["\(space)- \($0)"] } ?? ["\(space)-"] + lines(element, indent: indent + 2)
            }
        default: return [space + (scalar(json) ?? "")]
        }
    }

    private static func scalar(_ json: JSON) -> String? {
        switch json {
        case .object(let members): members.isEmpty ? "none" : nil
        case .array(let elements): elements.isEmpty ? "none" : words(elements)
        case .string(let text): text
        case .null: "–"
        default: json.text
        }
    }

    /// A short list of words in one line.
    private static func words(_ elements: [JSON]) -> String? {
        let words = elements.compactMap(\.string)
        return words.count == elements.count && words.count <= 8 ? words.joined(separator: ", ") : nil
    }
}
