/// The little language of extra specs' values: an operator, then words (`<or> a <or> b`, `>= 4`, `s!= x`); without an operator
/// the whole text is meant (Compute administrator guide, "Extra specs").
enum ExtraSpecMatch {
    /// - Parameters:
    ///   - value: what the host has.
    ///   - wish: what the flavor says.
    static func holds(_ value: String, _ wish: String) -> Bool {
        let words = wish.split(separator: " ").map(String.init)
        guard let first = words.first else { return value.isEmpty }
        switch first {
        case "<or>": return words.filter { $0 != "<or>" }.contains(value)
        case "<in>": return words.dropFirst().allSatisfy { $0 == "<in>" || value.contains($0) }
        case "<all-in>": return words.dropFirst().allSatisfy { $0 == "<all-in>" || value.contains($0) }
        default: break
        }
        guard let operation = operations[first] else { return value == wish }
        guard words.count == 2 else { return false }
        return operation(value, words[1])
    }

    private static let operations: [String: @Sendable (String, String) -> Bool] = [
        "=": { numbers($0, $1) { $0 >= $1 } },
        "==": { numbers($0, $1) { $0 == $1 } },
        "!=": { numbers($0, $1) { $0 != $1 } },
        ">=": { numbers($0, $1) { $0 >= $1 } },
        "<=": { numbers($0, $1) { $0 <= $1 } },
        "s==": { $0 == $1 },
        "s!=": { $0 != $1 },
        "s<": { $0 < $1 },
        "s<=": { $0 <= $1 },
        "s>": { $0 > $1 },
        "s>=": { $0 >= $1 },
    ]

    private static func numbers(_ a: String, _ b: String, _ compare: (Double, Double) -> Bool) -> Bool {
        guard let a = Double(a), let b = Double(b) else { return false }
        return compare(a, b)
    }
}
