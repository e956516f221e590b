/// The id of a guest: a UUID in lower case and nothing else, because it becomes part of paths and names.
public struct GuestID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard Self.isUUID(text) else { return nil }
        self.text = text
    }

    public var description: String { text }

    /// Of the domain; people read it in virsh.
    var domainName: String { "apus-\(text)" }

    static func isUUID(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        return text.utf8.enumerated().allSatisfy { index, byte in
            switch index {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: isHexadecimal(byte)
            }
        }
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
