import Core

/// Base64 (RFC 4648 §4), with line ends allowed, as clients send it.
enum Base64Text {
    static func isValid(_ text: String) -> Bool {
        var digits = 0
        var padding = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "="): padding += 1
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                guard padding == 0 else { return false }
                digits += 1
            default: return false
            }
        }
        guard padding <= 2, (digits + padding).isMultiple(of: 4) else { return false }
        // Nobody could tell what bits behind the last byte mean.
        return padding == 0 || Base64.decode(text.filter { !$0.isNewline }, .standard) != nil
    }
}
