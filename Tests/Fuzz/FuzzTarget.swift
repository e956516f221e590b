import Core

/// A reader of input that comes from anybody, and what has to hold for whatever it is given.
struct FuzzTarget: Sendable {
    let name: String
    /// Bytes; longer inputs are cut.
    var limit = 2048
    /// What its inputs are made of: mutations put them in.
    var words: [String] = []
    /// Throws what must not happen. A trap, and more time than `Guard` gives, are findings too.
    let run: @Sendable ([UInt8]) throws -> Void
}

/// Something that must not happen.
struct Finding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// - Throws: a `Finding` unless the condition holds.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw Finding(what()) }
}

/// A refusal of what a client has sent is no finding; everything else that is thrown is.
func refusing(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let fault as Fault where (400..<500).contains(fault.kind.status) {
        try hold(!fault.code.isEmpty && !fault.message.isEmpty, "a refusal without words")
    }
}
