import Core

/// A part of a request body, read strictly and refused in upstream's words.
///
/// The API's bodies are closed: a member that the asked microversion does not have is a 400, as is a value of the wrong form. The
/// sentences are those of JSON Schema as the compute API has always shown them.
struct Input {
    let json: JSON
    /// Where this is in the body, such as `server.networks.0`.
    let path: [String]

    init(_ json: JSON, path: [String] = []) {
        self.json = json
        self.path = path
    }

    /// The object under the only member of a body, such as `{"server": {…}}`; `besides` may stand next to it.
    static func root(_ body: JSONReader, _ name: String, besides: Set<String> = []) throws -> Input {
        let whole = Input(body.json)
        let root = try whole.object(name)
        try whole.allow(besides.union([name]))
        return root
    }

    var members: [String: JSON] { json.object ?? [:] }

    func has(_ name: String) -> Bool { json[name] != nil }

    /// - Throws: 400 for a member that is not among `names`.
    func allow(_ names: Set<String>) throws {
        let strange = members.keys.filter { !names.contains($0) }.sorted()
        guard !strange.isEmpty else { return }
        let list = strange.map { "'\($0)'" }.joined(separator: ", ")
        throw refusal("Additional properties are not allowed (\(list) \(strange.count == 1 ? "was" : "were") unexpected)")
    }

    func require(_ names: String...) throws {
        for name in names where !has(name) { throw refusal("'\(name)' is a required property") }
    }

    /// A refusal of this very part.
    func refusal(_ reason: String) -> Fault {
        guard !path.isEmpty else { return Refusal.invalid(reason) }
        let place = path.last.map { Int($0) == nil ? $0 : path.suffix(2).first ?? $0 } ?? ""
        return Refusal.invalid("Invalid input for field/attribute \(place). Value: \(PythonText.plain(json)). \(reason)")
    }

    func member(_ name: String) throws -> Input {
        guard let value = json[name] else { throw refusal("'\(name)' is a required property") }
        return Input(value, path: path + [name])
    }

    /// Nil where it is absent; null stays.
    func optional(_ name: String) -> Input? {
        json[name].map { Input($0, path: path + [name]) }
    }

    func object(_ name: String) throws -> Input {
        let member = try member(name)
        guard case .object = member.json else { throw member.wrongType("object") }
        return member
    }

    func wrongType(_ types: String...) -> Fault {
        refusal("\(PythonText.quoted(json)) is not of type \(types.map { "'\($0)'" }.joined(separator: ", "))")
    }
}
