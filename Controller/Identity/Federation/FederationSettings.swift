/// Where federation finds what is not in the database.
public struct FederationSettings: Sendable {
    /// Has a file for each identity provider that speaks OpenID Connect: see `deploy/federation.md`.
    let directory: String
    /// Asks the providers.
    let fetch: WebFetch

    /// - Parameter directory: need not exist.
    public init(directory: String) {
        self.init(directory: directory, fetch: .http)
    }

    init(directory: String, fetch: WebFetch) {
        self.directory = directory
        self.fetch = fetch
    }
}
