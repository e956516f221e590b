/// The password that an answer proposes for a guest's administrator. It is told once and kept nowhere.
enum AdminPassword {
    /// Without letters that look alike.
    private static let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<12).compactMap { _ in letters.randomElement(using: &generator) })
    }
}
