/// All series of one name.
struct Family: Sendable {
    enum Kind: String, Sendable { case counter, gauge, histogram }

    let kind: Kind
    /// By the text of their labels.
    var series: [String: any Series] = [:]
}
