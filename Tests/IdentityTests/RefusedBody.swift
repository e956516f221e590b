import Core

/// The attributes of a resource that must not be stored, and how they are refused.
struct RefusedBody: Sendable {
    let attributes: JSON
    let status: Int
    /// Part of the message.
    let words: String

    init(_ attributes: JSON, _ status: Int, _ words: String) {
        self.attributes = attributes
        self.status = status
        self.words = words
    }
}
