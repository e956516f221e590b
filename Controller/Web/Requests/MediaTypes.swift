/// Decides whether a body claims to be JSON (RFC 9110 §8.3, RFC 8259 §11).
enum MediaTypes {
    /// `application/json`, alone or with `charset=utf-8`. A body without a type is taken for JSON, as every service here
    /// speaks nothing else.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        if contentType == "application/json" { return true }
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard parts[0] == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            guard parameter.hasPrefix("charset=") else { return true }
            return ["utf-8", "utf8", "\"utf-8\""].contains(String(parameter.dropFirst("charset=".count)))
        }
    }

    /// `application/x-www-form-urlencoded`, whatever follows it.
    static func isForm(_ contentType: String?) -> Bool {
        contentType?.lowercased().split(separator: ";").first.map(trimmed) == "application/x-www-form-urlencoded"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
