import Core

/// Values as upstream's refusals show them.
enum PythonText {
    /// A string as it is, everything else as `quoted`; long values are cut.
    static func plain(_ json: JSON) -> String {
        let text = json.string ?? quoted(json)
        return text.count > 512 ? "\(text.prefix(512))…" : text
    }

    static func quoted(_ json: JSON) -> String {
        switch json {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): "'\(value)'"
        case .array(let values): "[\(values.map(quoted).joined(separator: ", "))]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "'\($0.key)': \(quoted($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }
}
