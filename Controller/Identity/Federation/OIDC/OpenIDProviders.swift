internal import Core
internal import Synchronization

/// The identity providers that have been asked so far, with what they have said of themselves. One whose settings change is
/// asked anew.
final class OpenIDProviders: Sendable {
    private let files: OpenIDSettingsFiles?
    private let fetch: WebFetch
    private let providers = Mutex<[IdentityProviderID: OpenIDProvider]>([:])

    /// - Parameter settings: nil: no provider has any.
    init(_ settings: FederationSettings?) {
        files = settings.map { OpenIDSettingsFiles(directory: $0.directory) }
        fetch = settings?.fetch ?? .http
    }

    /// nil if the provider does not speak OpenID Connect here.
    func find(_ id: IdentityProviderID) throws -> OpenIDProvider? {
        guard let settings = try files?.settings(of: id) else { return nil }
        return providers.withLock { providers in
            if let provider = providers[id], provider.settings == settings { return provider }
            let provider = OpenIDProvider(settings, fetch: fetch)
            providers[id] = provider
            return provider
        }
    }

    func get(_ id: IdentityProviderID) throws -> OpenIDProvider {
        guard let provider = try find(id) else {
            throw Fault(
                .unauthorized, code: "FEDERATION-NOT-CONFIGURED",
                "Identity Provider \(id) cannot be used to sign in here: it has no settings.",
                hint: "An operator of the cloud writes them into federation/\(id).yaml of the state directory.")
        }
        return provider
    }
}
