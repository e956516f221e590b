/// One way to serve a request: who gives what, and which provider serves which group.
struct Candidate: Sendable, Hashable {
    /// By provider and resource class.
    var allocations: [String: [String: Int64]]
    /// Providers by the suffix of the group, sorted.
    var mappings: [String: [String]]
}
