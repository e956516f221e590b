import Yams

extension JSON {
    /// Reads a YAML 1.1 document, of which JSON is a part; refuses duplicate keys, aliases and tags that JSON has no word for.
    ///
    /// - Throws: a `Fault` with line and column.
    public init(yaml text: String) throws {
        do {
            let parser = try Yams.Parser(yaml: text)
            let root = try parser.singleRoot()
            // A node refers to its anchor weakly: it lives as long as the parser.
            self = try withExtendedLifetime(parser) { try root.map(Self.value) ?? .null }
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
            throw Fault(.badRequest, code: "YAML-INVALID", "line \(context.mark.line): duplicate key \(keys)")
        } catch let error as YamlError {
            throw Fault(.badRequest, code: "YAML-INVALID", "\(error)")
        }
    }

    /// The library puts a copy in the place of each alias, so that it is the anchors that show them: a few lines of aliases
    /// of aliases would become a document without end.
    private static func value(_ node: Node) throws -> JSON {
        guard node.anchor == nil else { throw refusal(node, "anchors and aliases are not supported") }
        return switch node {
        case .scalar(let scalar): try self.scalar(node, scalar)
        case .sequence(let sequence): .array(try sequence.map(value))
        case .mapping(let mapping): .object(try members(mapping))
        case .alias: throw refusal(node, "anchors and aliases are not supported")
        }
    }

    private static func scalar(_ node: Node, _ scalar: Node.Scalar) throws -> JSON {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        if node.null != nil { return .null }
        if let bool = node.bool, ["true", "false"].contains(scalar.string.lowercased()) { return .bool(bool) }
        if let int = node.int { return .int(Int64(int)) }
        if let double = node.float {
            guard double.isFinite else { throw refusal(node, "\(scalar.string) is no number") }
            return .double(double)
        }
        return .string(scalar.string)
    }

    private static func members(_ mapping: Node.Mapping) throws -> [String: JSON] {
        var members: [String: JSON] = [:]
        for (key, node) in mapping {
            guard let name = key.scalar?.string else { throw refusal(key, "a key must be text") }
            guard members.updateValue(try value(node), forKey: name) == nil else { throw refusal(key, "duplicate key '\(name)'") }
        }
        return members
    }

    private static func refusal(_ node: Node, _ reason: String) -> Fault {
        let place = node.mark.map { "line \($0.line), column \($0.column): " } ?? ""
        return Fault(.badRequest, code: "YAML-INVALID", place + reason)
    }
}
