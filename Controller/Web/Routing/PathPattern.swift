/// The paths of route tables: literal segments and parameters in braces.
enum PathPattern {
    /// Empty segments don't count: a slash at the end, or two in a row, change nothing.
    static func segments(_ path: some StringProtocol) -> [Substring] {
        Substring(path).utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    /// The name in `{name}`; nil for a literal.
    static func parameter(_ segment: Substring) -> String? {
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
        return String(segment.dropFirst().dropLast())
    }
}
