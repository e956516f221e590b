import Core

/// Bodies of the Placement API have no members that it does not know.
extension JSONReader {
    /// - Throws: `Fault` 400 for any other member.
    func allowing(_ names: Set<String>) throws -> JSONReader {
        for name in members.keys.sorted() where !names.contains(name) { throw PlacementRefusal.additional(name) }
        return self
    }

    /// The members of an object in order of their names, each an object itself.
    func entries(_ name: String) throws -> [(key: String, value: JSONReader)] {
        try JSONReader.entries(of: object(name), name)
    }

    /// The members of this object.
    func entries() throws -> [(key: String, value: JSONReader)] { try JSONReader.entries(of: self, "") }

    private static func entries(of reader: JSONReader, _ name: String) throws -> [(key: String, value: JSONReader)] {
        try reader.members.keys.sorted().map { ($0, try reader.object($0)) }
    }

    /// - Throws: `Fault` 400 for what is no UUID.
    func uuid(_ name: String) throws -> String {
        let text = try string(name)
        guard let bytes = UUIDText.bytes(text) else { throw invalid(name, "'\(text)' is not a 'uuid'") }
        return UUIDText.text(bytes, dashed: true)
    }

    /// Null and absent are nil.
    func optionalUUID(_ name: String) throws -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        return try uuid(name)
    }
}

/// Names of classes, traits and consumer types.
enum PlacementName {
    /// Capital letters, digits and underscores.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    static func isCustom(_ name: String) -> Bool {
        isValid(name) && name.hasPrefix(ResourceClass.customPrefix) && name != ResourceClass.customPrefix
    }
}
