/// One way to serve one group.
struct GroupOption {
    struct Share {
        let provider: ProviderRecord
        let amount: Int64
    }

    let suffix: String
    /// By resource class; empty for a group that only names a provider.
    let shares: [String: Share]
    let providers: Set<String>

    var isGranular: Bool { !suffix.isEmpty }
}
