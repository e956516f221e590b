public import Core
public import Store

/// Makes one kind of resource converge. Its only effect is a transaction; it never talks to a host and never sleeps.
///
/// An activation is `load` in one snapshot → `decide`, pure → `commit` or `record`, guarded by what was loaded. It is told
/// nothing but the id, so that a lost hint, a repeated one and a restart all mean the same.
public protocol Reconciler: Sendable {
    /// What `decide` looks at: the resource and all that it depends on, as values.
    associatedtype World: Sendable
    associatedtype Change: Sendable

    /// For metrics and logs, such as `fleet.hosts`.
    static var name: String { get }

    /// Hints of this topic carry ids of this reconciler's resources.
    var topic: Topic { get }

    /// The full scan: the ids of all resources that are not settled.
    func unsettled(_ snapshot: Snapshot) throws -> [String]

    /// The world of one resource; nil when it is gone.
    func load(_ id: String, _ snapshot: Snapshot) throws -> World?

    func decide(_ world: World, now: Timestamp) -> Decision<Change>

    /// Writes the change.
    ///
    /// - Returns: false, having written nothing, when the resource is no longer as in `world`: the driver looks again.
    func commit(_ change: Change, of id: String, in world: World, _ tx: Transaction) throws -> Bool

    /// Writes down why the resource cannot converge, so that it is not found unsettled again.
    func record(_ fault: Fault, of id: String, in world: World, _ tx: Transaction) throws
}
