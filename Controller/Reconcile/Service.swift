public import Store
public import Web

/// The whole framework: what `Main` needs to know of a service in order to run it.
public protocol Service: Sendable {
    static var api: API { get }
    static var migrations: [Migration] { get }
    /// The default rules; a policy file overrides them by name.
    static var policy: [PolicyRule] { get }

    var routes: [Route] { get }
    var reconcilers: [any Reconciler] { get }
}

extension Service {
    public var reconcilers: [any Reconciler] { [] }
}
