import Web

/// The conditions of a query on the attributes of a list's items: `type=compute`, `name__icontains=no` (Identity API,
/// "Filtering"). Other parameters of the query mean nothing and are ignored.
struct ListFilter {
    private struct Condition {
        let attribute: String
        let comparator: String
        let value: String
    }

    private let conditions: [Condition]

    init(_ query: Query, on attributes: Set<String>) {
        conditions = query.items.compactMap { name, value in
            let parts = name.split(separator: "__", maxSplits: 1).map(String.init)
            guard let attribute = parts.first, attributes.contains(attribute) else { return nil }
            return Condition(attribute: attribute, comparator: parts.count == 2 ? parts[1] : "", value: value)
        }
    }

    /// - Parameter attribute: gives the item's value of an attribute; nil equals nothing.
    func accepts(_ attribute: (String) -> String?) -> Bool {
        conditions.allSatisfy { condition in
            attribute(condition.attribute).map { Self.holds($0, condition) } ?? false
        }
    }

    private static func holds(_ text: String, _ condition: Condition) -> Bool {
        let value = condition.value
        return switch condition.comparator {
        case "": text == value
        case "contains": text.contains(value)
        case "startswith": text.hasPrefix(value)
        case "endswith": text.hasSuffix(value)
        case "icontains": text.lowercased().contains(value.lowercased())
        case "istartswith": text.lowercased().hasPrefix(value.lowercased())
        case "iendswith": text.lowercased().hasSuffix(value.lowercased())
        default: true
        }
    }
}
