import AgentProtocol
import SwiftProtobuf

/// The spec of an item as the database keeps it: protobuf's JSON, so that equal specs are equal texts, a human can read it,
/// and a newer program understands what an older one wrote.
enum ItemSpec {
    static func text(of item: SetItem) throws -> String {
        var bare = item
        bare.id = ""
        bare.generation = 0
        return try ProtobufText.json(bare)
    }

    /// The same as it is sent.
    static func wire(of item: SetItem) throws -> [UInt8] {
        var bare = item
        bare.id = ""
        bare.generation = 0
        return try bare.serializedBytes()
    }

    /// - Parameter wire: nil in a row that an older program has written.
    static func item(id: String, generation: Int64, spec: String, wire: [UInt8]? = nil) throws -> SetItem {
        var item: SetItem = try wire.map { try SetItem(serializedBytes: $0) } ?? ProtobufText.message(spec)
        item.id = id
        item.generation = UInt64(generation)
        return item
    }
}

enum ProtobufText {
    static func json(_ message: some Message) throws -> String {
        var options = JSONEncodingOptions()
        options.useDeterministicOrdering = true
        return try message.jsonString(options: options)
    }

    /// Fields that this program does not know are skipped: a newer one has written them.
    static func message<M: Message>(_ text: String) throws -> M {
        var options = JSONDecodingOptions()
        options.ignoreUnknownFields = true
        return try M(jsonString: text, options: options)
    }
}
