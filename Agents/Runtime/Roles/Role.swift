/// One trade of a host: makes items of its kinds true here, and says what is there.
///
/// Contract. The host is the truth: a role labels what it makes on the host and keeps no journal. `apply` means "ensure": it
/// may be called again for what already is, and after a crash for what is half done. The runtime calls `apply` and `remove`
/// for one item never concurrently, for different items at will; both may take long, must be cancellable where they wait,
/// and say what came out, never throw: a failure is an observation with a problem. They run on the cooperative pool and must
/// not block it.
public protocol Role: Sendable {
    /// As in join tokens and Hello: "sensors".
    var name: String { get }
    var kinds: Set<ItemKind> { get }
    /// May a whole set remove most of these without an operator's word? True where users' work would die.
    var guardsRemoval: Bool { get }
    /// All that this role has made on this host, from the labels on it. Asked once, at start.
    func observeAll() async -> [Observation]
    /// Makes the item true; answers with what is there now (`.ready`, `.pending` where more comes through `watch`, `.failed`).
    /// `set` names its set; `generation` of the answer is the one that the host is at.
    func apply(_ item: Item, in set: String) async -> Observation
    /// Makes it gone; `.absent` when it is.
    func remove(_ key: ItemKey) async -> Observation
    /// Reports what changes by itself until the task is cancelled.
    func watch(_ report: @escaping @Sendable (Observation) -> Void) async
}
