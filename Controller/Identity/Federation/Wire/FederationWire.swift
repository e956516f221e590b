internal import Core
internal import Web

/// What the bodies of federation have in common: unlike those of the rest of Identity they may have no other members than the
/// API knows, and the id comes with the path.
enum FederationWire {
    /// - Throws: a 400 fault for an id that a token could not carry, or a body that names another one.
    static func id<Resource>(_ body: JSONReader, _ path: String) throws -> ID<Resource> {
        guard (1...64).contains(path.utf8.count) else {
            throw body.invalid("id", "it must have 1 to 64 bytes")
        }
        guard try body.optionalString("id") ?? path == path else { throw Refusal.invalid("Cannot change ID") }
        return ID(path)
    }
}

extension JSONReader {
    /// - Throws: a 400 fault for a member that is not among `names`.
    func allowOnly(_ names: Set<String>) throws {
        guard let other = members.keys.filter({ !names.contains($0) }).min() else { return }
        throw Refusal.invalid("Additional properties are not allowed ('\(other)' was unexpected)")
    }
}
