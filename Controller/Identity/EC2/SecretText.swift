/// Compares secrets in a time that does not tell where they differ.
enum SecretText {
    /// False if one of them is not there.
    static func areEqual(_ a: String?, _ b: String?) -> Bool {
        guard let a, let b, a.utf8.count == b.utf8.count else { return false }
        return zip(a.utf8, b.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
