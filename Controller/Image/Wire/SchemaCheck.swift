import Core

/// Holds a document against a JSON schema (draft 4), as far as our own schemas use it: one text says to clients what they may
/// send, and refuses the rest.
struct SchemaCheck {
    /// The whole schema, which has the definitions that parts of it refer to.
    private let root: JSON

    /// - Throws: `Fault` 400 IMAGE-INVALID with the first thing that is wrong.
    static func check(_ document: JSON, against schema: JSON) throws {
        do throws(Mismatch) {
            try SchemaCheck(root: schema).check(document, schema)
        } catch {
            throw Refusal.mismatch(error.reason, schema: schema["name"]?.string ?? "")
        }
    }

    private struct Mismatch: Error {
        let reason: String
    }

    private func check(_ value: JSON, _ schema: JSON) throws(Mismatch) {
        if let reference = schema["$ref"]?.string { return try check(value, definition(reference)) }
        for part in schema["allOf"]?.array ?? [] { try check(value, part) }
        try checkType(value, schema)
        if let known = schema["enum"]?.array, !known.contains(value) {
            throw Mismatch(reason: "\(brief(value)) is not one of [\(known.map(\.text).joined(separator: ", "))]")
        }
        if let least = schema["minimum"]?.int, let number = value.int, number < least {
            throw Mismatch(reason: "\(number) is less than the minimum of \(least)")
        }
        if let length = schema["maxLength"]?.int, let text = value.string, text.unicodeScalars.count > length {
            throw Mismatch(reason: "\(brief(value)) is too long")
        }
        if let members = value.object { try checkObject(value, members, schema) }
        if let elements = value.array { try checkArray(value, elements, schema) }
    }

    /// "#/definitions/name"; one that is not there allows everything, which a test of the schemas would find.
    private func definition(_ reference: String) -> JSON {
        reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? [:] }
    }

    private func checkType(_ value: JSON, _ schema: JSON) throws(Mismatch) {
        guard let wanted = schema["type"] else { return }
        let types = (wanted.array ?? [wanted]).compactMap(\.string)
        guard !types.contains(where: { isA($0, value) }) else { return }
        throw Mismatch(reason: "\(brief(value)) is not of type \(types.map { "'\($0)'" }.joined(separator: ", "))")
    }

    private func isA(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double),
            ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    private func checkObject(_ value: JSON, _ members: [String: JSON], _ schema: JSON) throws(Mismatch) {
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where members[name] == nil {
            throw Mismatch(reason: "'\(name)' is a required property")
        }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let known = schema["properties"]?[name] {
                try check(member, known)
            } else if schema["additionalProperties"] == false {
                throw Mismatch(
                    reason: "Additional properties are not allowed (\(brief(.string(name))) was unexpected)")
            } else if let other = schema["additionalProperties"] {
                try check(member, other)
            }
        }
    }

    private func checkArray(_ value: JSON, _ elements: [JSON], _ schema: JSON) throws(Mismatch) {
        if schema["uniqueItems"] == true, Set(elements).count != elements.count {
            throw Mismatch(reason: "\(brief(value)) has non-unique elements")
        }
        guard let each = schema["items"] else { return }
        for element in elements { try check(element, each) }
    }

    private func brief(_ value: JSON) -> String {
        if let text = value.string { return "'\(text.prefix(64))'" }
        return String(value.text.prefix(64))
    }
}
