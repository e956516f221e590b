import AgentProtocol
import Crypto
import SwiftProtobuf

/// The copy of the last sets on disk: it only lets the host run on while the controller is away, and is worth nothing more. A
/// damaged one is left aside, not repaired.
///
/// Layout: the magic, the SHA-256 of all that follows, then each set as a 32-bit big-endian length and an `ItemSet`.
public enum SetsFile {
    private static let magic = Array("apus-sets-1\n".utf8)

    public static func encode(_ sets: [String: DesiredState.HeldSet]) throws -> [UInt8] {
        var body: [UInt8] = []
        for (name, set) in sets.sorted(by: { $0.key < $1.key }) {
            var wire = ItemSet()
            wire.set = name
            wire.revision = set.revision
            wire.items = set.items.values.sorted { $0.id < $1.id }
            wire.lastPart = true
            let bytes: [UInt8] = try wire.serializedBytes()
            withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { body.append(contentsOf: $0) }
            body.append(contentsOf: bytes)
        }
        return magic + Array(SHA256.hash(data: body)) + body
    }

    /// Nil where the bytes are not what `encode` made.
    public static func decode(_ bytes: [UInt8]) -> [String: DesiredState.HeldSet]? {
        let header = magic.count + SHA256.byteCount
        guard bytes.count >= header, bytes.starts(with: magic) else { return nil }
        var body = bytes[header...]
        guard SHA256.hash(data: body) == bytes[magic.count..<header] else { return nil }
        var sets: [String: DesiredState.HeldSet] = [:]
        while !body.isEmpty {
            guard let set = next(&body) else { return nil }
            let items = Dictionary(set.items.map { ($0.id, $0) }) { _, last in last }
            sets[set.set] = DesiredState.HeldSet(revision: set.revision, items: items)
        }
        return sets
    }

    private static func next(_ body: inout ArraySlice<UInt8>) -> ItemSet? {
        guard body.count >= 4 else { return nil }
        let length = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        body = body.dropFirst(4)
        guard body.count >= length else { return nil }
        defer { body = body.dropFirst(length) }
        return try? ItemSet(serializedBytes: Array(body.prefix(length)))
    }
}
