import Core
import Store

/// Texts as a column keeps them: a JSON array. Most are empty, and cost nothing then.
struct TextList: SQLConvertible {
    let texts: [String]

    init(_ texts: [String]) {
        self.texts = texts
    }

    init(sqlValue: SQLValue) throws {
        guard sqlValue != .text("[]") else {
            texts = []
            return
        }
        texts = (try JSON(sqlValue: sqlValue).array ?? []).compactMap(\.string)
    }

    var sqlValue: SQLValue { JSON.array(texts.map { .string($0) }).sqlValue }
}

/// Tags as a column keeps them: each between commas, so that SQL can look for one; no tag has a comma.
struct TagList: SQLConvertible {
    let tags: [String]

    init(_ tags: [String]) {
        self.tags = tags
    }

    init(sqlValue: SQLValue) throws {
        guard sqlValue != .text("") else {
            tags = []
            return
        }
        tags = try String(sqlValue: sqlValue).split(separator: ",").map(String.init)
    }

    var sqlValue: SQLValue { .text(tags.isEmpty ? "" : ",\(tags.joined(separator: ",")),") }
}

/// A JSON array as a column keeps it, each element a value of its own kind. Most are empty, and cost nothing then.
struct ValueList<Element: JSONConvertible>: SQLConvertible {
    let values: [Element]

    init(_ values: [Element]) {
        self.values = values
    }

    init(sqlValue: SQLValue) throws {
        guard sqlValue != .text("[]") else {
            values = []
            return
        }
        values = (try JSON(sqlValue: sqlValue).array ?? []).compactMap(Element.init(json:))
    }

    var sqlValue: SQLValue { JSON.array(values.map(\.json)).sqlValue }
}

/// A value with one form in JSON, in the database and on the wire alike.
protocol JSONConvertible: Sendable {
    init?(json: JSON)
    var json: JSON { get }
}
