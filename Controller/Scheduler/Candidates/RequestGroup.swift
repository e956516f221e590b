/// One group of a request for candidates: what is wanted together (Placement API, "Granular Resource Request Syntax").
struct RequestGroup: Sendable, Equatable {
    /// Empty for the group that several providers of a tree may serve; any other group is served by one provider.
    var suffix: String
    var resources: [String: Int64] = [:]
    var filter = ProviderFilter()

    var isGranular: Bool { !suffix.isEmpty }
}
