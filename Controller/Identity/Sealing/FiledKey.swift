/// A key that is kept as text in a file of its own.
protocol FiledKey: Sendable, Equatable {
    /// nil unless it is such a key.
    init?(text: String)
    var text: String { get }
    static func random() -> Self
    /// What to do about a file that holds none.
    static var hintIfBroken: String { get }
}
