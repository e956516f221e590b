internal import Store

/// One condition on the rows of a list, as clients write it: `name=web`, `name__contains=we` (Identity API, "Filtering").
struct Filter: Sendable, Equatable {
    enum Comparison: String, Sendable, CaseIterable {
        case equals = ""
        case contains = "__contains"
        case startsWith = "__startswith"
        case endsWith = "__endswith"
        case containsAnyCase = "__icontains"
        case startsWithAnyCase = "__istartswith"
        case endsWithAnyCase = "__iendswith"
    }

    /// The column, which has the attribute's name.
    let attribute: String
    let comparison: Comparison
    let value: Value

    /// A text or a truth value; only texts are compared in other ways than for equality.
    enum Value: Sendable, Equatable {
        case text(String)
        case bool(Bool)
    }

    init(_ attribute: String, _ comparison: Comparison = .equals, _ value: String) {
        self.init(attribute, comparison, .text(value))
    }

    init(_ attribute: String, _ value: Bool) {
        self.init(attribute, .equals, .bool(value))
    }

    private init(_ attribute: String, _ comparison: Comparison, _ value: Value) {
        self.attribute = attribute
        self.comparison = comparison
        self.value = value
    }

    /// Without LIKE, whose idea of case differs between databases.
    var condition: SQL {
        let column: SQL = "\(identifier: attribute)"
        switch value {
        case .bool(let value): return "\(column) = \(value)"
        case .text(let text):
            let lower: SQL = "lower(\(column))"
            return switch comparison {
            case .equals: "\(column) = \(text)"
            case .contains: "replace(\(column), \(text), '') <> \(column)"
            case .startsWith: "substr(\(column), 1, length(\(text))) = \(text)"
            case .endsWith: "substr(\(column), length(\(column)) - length(\(text)) + 1) = \(text)"
            case .containsAnyCase: "replace(\(lower), lower(\(text)), '') <> \(lower)"
            case .startsWithAnyCase: "substr(\(lower), 1, length(\(text))) = lower(\(text))"
            case .endsWithAnyCase: "substr(\(lower), length(\(column)) - length(\(text)) + 1) = lower(\(text))"
            }
        }
    }
}
