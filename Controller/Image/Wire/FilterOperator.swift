import Core
import Store

/// The word before the colon in a filter's value, such as `gte:2026-01-01T00:00:00Z` or `in:queued,active`.
enum FilterOperator: String {
    case equal = "eq"
    case unequal = "neq"
    case greater = "gt"
    case atLeast = "gte"
    case less = "lt"
    case atMost = "lte"
    case oneOf = "in"

    /// A value whose first word is no operator is meant as it stands.
    static func split(_ value: String) -> (word: FilterOperator, operand: String) {
        let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let word = FilterOperator(rawValue: String(parts[0])) else { return (.equal, value) }
        return (word, String(parts[1]))
    }

    /// How two values that have an order are compared.
    var comparison: SQL? {
        switch self {
        case .equal: " = "
        case .unequal: " <> "
        case .greater: " > "
        case .atLeast: " >= "
        case .less: " < "
        case .atMost: " <= "
        case .oneOf: nil
        }
    }

    /// The values between commas; one in double quotes may hold commas, and quotes behind a backslash.
    static func list(_ text: String) throws -> [String] {
        var values: [String] = [], value = "", isQuoted = false, isEscaped = false
        for character in text {
            if isEscaped {
                value.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                values.append(value)
                value = ""
            } else {
                value.append(character)
            }
        }
        guard !isQuoted, !isEscaped else {
            throw Refusal.invalid("Invalid filter value \(text.prefix(64)). The quote is not closed.")
        }
        return values + [value]
    }
}
