public import Fleet
public import Reconcile
public import Store
public import Web

/// The doors of consoles on Apus's own API: pages and WebSockets for whoever holds a token that `ComputeService` has given out.
public struct ComputeConsole: Reconcile.Service {
    public static let api = API.apus
    public static let migrations: [Migration] = []
    public static let policy: [PolicyRule] = []

    let store: Store
    let tunnels: TunnelRegistry
    let tokens: ConsoleTokens

    public init(store: Store, tunnels: TunnelRegistry, tokens: ConsoleTokens) {
        self.store = store
        self.tunnels = tunnels
        self.tokens = tokens
    }

    public var routes: [Route] {
        ConsoleRoutes(store: store, tunnels: tunnels, tokens: tokens, pages: ConsolePages()).table
    }
}
