import Core

// The forms of values that the schemas of the compute API share.

extension Input {
    func text(_ length: ClosedRange<Int> = 0...255) throws -> String {
        guard let text = json.string else { throw wrongType("string") }
        let count = text.unicodeScalars.count
        if count < length.lowerBound { throw refusal("'\(text)' is too short") }
        if count > length.upperBound { throw refusal("'\(text)' is too long") }
        return text
    }

    /// Nil for null.
    func nullableText(_ length: ClosedRange<Int> = 0...255) throws -> String? {
        if json.isNull { return nil }
        guard json.string != nil else { throw wrongType("string", "null") }
        return try text(length)
    }

    /// 1 to 255 printable characters without white space at the ends.
    func name() throws -> String {
        let name = try text(1...255)
        let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory.isPrintable }
        guard isPrintable, name.first?.isWhitespace == false, name.last?.isWhitespace == false else {
            throw refusal(
                "'\(name)' does not match the regex: a name has printable characters and neither begins nor ends with a space")
        }
        return name
    }

    /// Printable text of any length up to `limit`; nil for null.
    func description(upTo limit: Int = 255) throws -> String? {
        guard let text = try nullableText(0...limit) else { return nil }
        let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory.isPrintable }
        guard isPrintable else { throw refusal("'\(text)' does not match the regex of printable text") }
        return text
    }

    /// Upstream takes words and numbers for booleans, too.
    func bool() throws -> Bool {
        if let bool = json.bool { return bool }
        switch json.string?.lowercased() {
        case "true", "1", "on", "yes", "y", "t": return true
        case "false", "0", "off", "no", "n", "f": return false
        default:
            throw refusal(
                "\(PythonText.quoted(json)) is not one of [True, 'True', 'true', '1', …, False, 'False', 'false', '0', …]")
        }
    }

    /// A number, or a text of digits.
    func integer(_ range: ClosedRange<Int64>) throws -> Int {
        guard let number = json.int ?? json.string.flatMap({ Int64($0) }) else { throw wrongType("integer", "string") }
        if number < range.lowerBound { throw refusal("\(number) is less than the minimum of \(range.lowerBound)") }
        if number > range.upperBound { throw refusal("\(number) is greater than the maximum of \(range.upperBound)") }
        return Int(number)
    }

    func uuid() throws -> String {
        let text = try text()
        guard UUIDText.bytes(text) != nil else { throw refusal("'\(text)' is not a 'uuid'") }
        return text
    }

    func word(of words: [String]) throws -> String {
        guard let text = json.string, words.contains(text) else {
            throw refusal("\(PythonText.quoted(json)) is not one of [\(words.map { "'\($0)'" }.joined(separator: ", "))]")
        }
        return text
    }

    func elements() throws -> [Input] {
        guard let array = json.array else { throw wrongType("array") }
        return array.enumerated().map { Input($1, path: path + ["\($0)"]) }
    }

    /// `metadata`: keys of 1 to 255 of `[a-zA-Z0-9-_:. ]`, values of up to 255 characters.
    func stringMap() throws -> [String: String] {
        guard let members = json.object else { throw wrongType("object") }
        var map: [String: String] = [:]
        for (key, value) in members {
            guard Self.isKey(key) else {
                throw refusal("'\(key)' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'")
            }
            map[key] = try Input(value, path: path + [key]).text(0...255)
        }
        return map
    }

    static func isKey(_ key: String) -> Bool {
        (1...255).contains(key.utf8.count)
            && key.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_:. ".utf8.contains($0)
                }
            }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
