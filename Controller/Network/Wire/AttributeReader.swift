import Core

/// Reads the attributes of one resource in a request body, and refuses what is wrong in the words that clients know.
///
/// Null stands for "as if it were not there" except where an attribute can be without value; those are read with `nullable`.
struct AttributeReader: Sendable {
    let members: [String: JSON]

    init(_ members: [String: JSON]) {
        self.members = members
    }

    /// `{"network": {…}}`.
    static func one(_ body: JSONReader, _ singular: String) throws -> AttributeReader {
        guard let value = body.members[singular] else {
            throw NetworkRefusal.bad("Unable to find '\(singular)' in request body")
        }
        guard let members = value.object else { throw NetworkRefusal.bad("Invalid body: '\(singular)' is not an object") }
        return AttributeReader(members)
    }

    /// `{"networks": [{…}, …]}`, also with items of the form `{"network": {…}}`, or one as above.
    ///
    /// - Returns: the resources, and whether there may be several: then the answer is a list, too.
    static func several(
        _ body: JSONReader, _ singular: String, _ plural: String
    ) throws -> (items: [AttributeReader], isBulk: Bool) {
        guard let value = body.members[plural] else { return ([try one(body, singular)], false) }
        guard let list = value.array, !list.isEmpty else { throw NetworkRefusal.bad("Resources required") }
        let items = try list.map { item in
            guard let members = item.object else { throw NetworkRefusal.bad("Invalid body: an item of '\(plural)' is no object") }
            return AttributeReader(members[singular]?.object ?? members)
        }
        return (items, true)
    }

    // MARK: Which attributes there are

    /// - Parameters:
    ///   - creatable: what may be given.
    ///   - shown: what exists besides.
    func checkNew(_ creatable: Set<String>, shown: Set<String>) throws {
        try checkKnown(creatable.union(shown))
        for name in members.keys.sorted() where !creatable.contains(name) {
            throw NetworkRefusal.bad("Attribute '\(name)' not allowed in POST")
        }
    }

    func checkChange(_ updatable: Set<String>, shown: Set<String>) throws {
        try checkKnown(updatable.union(shown))
        for name in members.keys.sorted() where !updatable.contains(name) {
            throw NetworkRefusal.bad("Cannot update read-only attribute \(name)")
        }
    }

    private func checkKnown(_ known: Set<String>) throws {
        let strangers = members.keys.filter { !known.contains($0) }.sorted()
        guard strangers.isEmpty else {
            throw NetworkRefusal.bad("Unrecognized attribute(s) '\(strangers.joined(separator: ", "))'")
        }
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    func isNull(_ name: String) -> Bool { members[name] == .null }

    // MARK: Values; nil where the attribute is absent or null

    func text(_ name: String, limit: Int = 255) throws -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw NetworkRefusal.attribute(name, "\(Self.word(value)) is not a valid string") }
        guard text.unicodeScalars.count <= limit else {
            throw NetworkRefusal.attribute(name, "'\(text.prefix(64))…' exceeds maximum length of \(limit)")
        }
        return text
    }

    /// - Throws: a 400 fault where there is none.
    func requiredText(_ name: String) throws -> String {
        guard let text = try text(name) else {
            throw NetworkRefusal.bad("Failed to parse request. Required attribute '\(name)' not specified")
        }
        return text
    }

    func bool(_ name: String) throws -> Bool? {
        guard let value = value(name) else { return nil }
        switch value {
        case .bool(let bool): return bool
        case .int(0): return false
        case .int(1): return true
        case .string(let text):
            if let bool = Self.bool(text) { return bool }
        default: break
        }
        throw NetworkRefusal.invalid("\(Self.word(value)) cannot be converted to boolean")
    }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    func int(_ name: String) throws -> Int? {
        guard let value = value(name) else { return nil }
        if let int = value.int ?? value.string.flatMap(Int64.init) { return Int(int) }
        throw NetworkRefusal.invalid("\(Self.word(value)) is not an integer")
    }

    func id<Resource>(_ name: String) throws -> ID<Resource>? {
        guard let text = try text(name) else { return nil }
        return ID(try Self.id(text, name))
    }

    func requiredID<Resource>(_ name: String) throws -> ID<Resource> { ID(try Self.id(try requiredText(name), name)) }

    static func id(_ text: String, _ name: String) throws -> String {
        guard UUIDText.bytes(text) != nil else { throw NetworkRefusal.attribute(name, "'\(text)' is not a valid UUID") }
        return text
    }

    func texts(_ name: String) throws -> [String]? {
        try list(name)?.map { value in
            guard let text = value.string else {
                throw NetworkRefusal.attribute(name, "\(Self.word(value)) is not a valid string")
            }
            return text
        }
    }

    func list(_ name: String) throws -> [JSON]? {
        guard let value = value(name) else { return nil }
        guard let list = value.array else { throw NetworkRefusal.attribute(name, "\(Self.word(value)) is not a list") }
        return list
    }

    func objects(_ name: String) throws -> [AttributeReader]? {
        try list(name)?.map { value in
            guard let members = value.object else {
                throw NetworkRefusal.attribute(name, "\(Self.word(value)) is not a dictionary")
            }
            return AttributeReader(members)
        }
    }

    func address(_ name: String) throws -> IPAddress? {
        guard let text = try text(name) else { return nil }
        return try Self.address(text, name)
    }

    static func address(_ text: String, _ name: String) throws -> IPAddress {
        guard let address = IPAddress(text) else { throw NetworkRefusal.attribute(name, "'\(text)' is not a valid IP address") }
        return address
    }

    static func cidr(_ text: String, _ name: String) throws -> CIDR {
        guard text.utf8.contains(UInt8(ascii: "/")), let cidr = CIDR(text) else {
            throw NetworkRefusal.attribute(name, "'\(text)' is not a valid IP subnet")
        }
        return cidr
    }

    func mac(_ name: String) throws -> MACAddress? {
        guard let text = try text(name) else { return nil }
        return try Self.mac(text, name)
    }

    static func mac(_ text: String, _ name: String) throws -> MACAddress {
        guard let mac = MACAddress(text), mac.isUnicast else {
            throw NetworkRefusal.attribute(name, "'\(text)' is not a valid MAC address")
        }
        return mac
    }

    func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws -> Word? where Word.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw NetworkRefusal.attribute(name, "'\(text)' is not in [\(words)]")
        }
        return word
    }

    /// The owner: of the caller's project if nobody says otherwise.
    func project(_ caller: ProjectID?) throws -> ProjectID {
        if let text = try text("project_id") ?? text("tenant_id"), !text.isEmpty { return ProjectID(text) }
        guard let caller else {
            throw NetworkRefusal.bad("Running without keystone AuthN requires that tenant_id is specified")
        }
        return caller
    }

    private func value(_ name: String) -> JSON? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    /// A value as upstream's messages write it.
    static func word(_ value: JSON) -> String {
        switch value {
        case .null: "'None'"
        case .string(let text): "'\(text.prefix(128))'"
        case .bool(let bool): bool ? "'True'" : "'False'"
        default: "'\(value.text.prefix(128))'"
        }
    }
}
