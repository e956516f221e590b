/// Reads the members of a request body and names the offending one when it is not what it must be.
///
/// Every refusal is a 400 in the words that clients of the OpenStack APIs know.
public struct JSONReader: Sendable {
    public let json: JSON
    /// Where this object is in the body, such as `auth/identity`; empty at the top.
    private let path: String

    public init(_ json: JSON, path: String = "") {
        self.json = json
        self.path = path
    }

    public var members: [String: JSON] { json.object ?? [:] }

    /// True if the member is there, even if it is null.
    public func has(_ name: String) -> Bool { json[name] != nil }

    // MARK: Required members

    public func object(_ name: String) throws -> JSONReader {
        guard let value = json[name] else { throw missing(name) }
        guard case .object = value else { throw wrongType(name, value, "object") }
        return JSONReader(value, path: join(name))
    }

    public func string(_ name: String, length: ClosedRange<Int> = 0...65_535) throws -> String {
        guard let value = json[name] else { throw missing(name) }
        return try text(name, value, length)
    }

    public func bool(_ name: String) throws -> Bool {
        guard let value = json[name] else { throw missing(name) }
        guard let bool = value.bool else { throw wrongType(name, value, "boolean") }
        return bool
    }

    public func int(_ name: String, in range: ClosedRange<Int64> = .min ... .max) throws -> Int64 {
        guard let value = json[name] else { throw missing(name) }
        guard let int = value.int else { throw wrongType(name, value, "integer") }
        guard range.contains(int) else {
            throw invalid(name, "\(int) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return int
    }

    public func array(_ name: String) throws -> [JSON] {
        guard let value = json[name] else { throw missing(name) }
        guard let array = value.array else { throw wrongType(name, value, "array") }
        return array
    }

    public func strings(_ name: String) throws -> [String] {
        try array(name).enumerated().map { index, value in
            guard let string = value.string else { throw wrongType("\(name)/\(index)", value, "string") }
            return string
        }
    }

    public func objects(_ name: String) throws -> [JSONReader] {
        try array(name).enumerated().map { index, value in
            guard case .object = value else { throw wrongType("\(name)/\(index)", value, "object") }
            return JSONReader(value, path: join("\(name)/\(index)"))
        }
    }

    // MARK: Optional members: absent and null both read as nil

    public func optionalObject(_ name: String) throws -> JSONReader? { try present(name) ? object(name) : nil }

    public func optionalString(_ name: String, length: ClosedRange<Int> = 0...65_535) throws -> String? {
        try present(name) ? string(name, length: length) : nil
    }

    public func optionalBool(_ name: String) throws -> Bool? { try present(name) ? bool(name) : nil }

    public func optionalInt(_ name: String, in range: ClosedRange<Int64> = .min ... .max) throws -> Int64? {
        try present(name) ? int(name, in: range) : nil
    }

    public func optionalStrings(_ name: String) throws -> [String]? { try present(name) ? strings(name) : nil }

    // MARK: Refusals

    public func missing(_ name: String) -> Fault {
        Fault(
            .badRequest, code: "REQUEST-MISSING-FIELD",
            "Invalid input: '\(join(name))' is a required property.")
    }

    public func invalid(_ name: String, _ reason: String) -> Fault {
        Fault(.badRequest, code: "REQUEST-INVALID-FIELD", "Invalid input for field '\(join(name))': \(reason).")
    }

    private func wrongType(_ name: String, _ value: JSON, _ type: String) -> Fault {
        let text = value.text
        return invalid(name, "\(text.count > 64 ? "\(text.prefix(64))…" : text) is not of type '\(type)'")
    }

    private func text(_ name: String, _ value: JSON, _ length: ClosedRange<Int>) throws -> String {
        guard let string = value.string else { throw wrongType(name, value, "string") }
        let count = string.unicodeScalars.count
        guard count >= length.lowerBound else { throw invalid(name, "'\(string)' is too short") }
        guard count <= length.upperBound else { throw invalid(name, "longer than \(length.upperBound) characters") }
        return string
    }

    private func present(_ name: String) -> Bool {
        guard let value = json[name] else { return false }
        return !value.isNull
    }

    private func join(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }
}
