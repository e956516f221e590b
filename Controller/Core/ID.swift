/// The identifier of one resource, typed by what it identifies, so that a project's id cannot be passed for a user's.
///
/// OpenStack's identity service writes random ids as 32 hexadecimal digits; every other service writes them with dashes
/// (RFC 9562, version 4). A few ids are words (`default`). All are opaque text to Apus.
public struct ID<Resource>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let string: String

    public init(_ string: String) {
        self.string = string
    }

    /// A new random id in the dashed form.
    public static func random() -> ID {
        ID(UUIDText.random(dashed: true))
    }

    /// A new random id in the form of the identity service: 32 hexadecimal digits.
    public static func randomHex() -> ID {
        ID(UUIDText.random(dashed: false))
    }

    public var description: String { string }

    public static func < (a: ID, b: ID) -> Bool { a.string < b.string }
}
