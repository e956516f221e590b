/// Whose work something is: a process of the simulated cloud, or the world around them.
struct Owner: Hashable, Sendable, CustomStringConvertible {
    /// Never the same twice in a run: a process that is started again is another owner.
    let number: Int
    let name: String

    /// Clients, cables, guests and the script. Cannot be killed.
    static let world = Owner(number: 0, name: "world")

    static func == (a: Owner, b: Owner) -> Bool { a.number == b.number }
    func hash(into hasher: inout Hasher) { hasher.combine(number) }

    var description: String { name }
}
