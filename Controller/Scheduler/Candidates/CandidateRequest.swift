/// A whole request for allocation candidates.
struct CandidateRequest: Sendable {
    enum GroupPolicy: String, Sendable {
        case none
        /// Each granular group has a provider of its own.
        case isolate
    }

    var groups: [RequestGroup]
    var policy = GroupPolicy.none
    var limit: Int?
    /// Of the root of each candidate's tree.
    var rootFilter = ProviderFilter()
    /// Of each set of suffixes: the provider of one group is an ancestor of the others'.
    var sameSubtrees: [Set<String>] = []
    /// Before microversion 1.29 no candidate takes something from two providers of a tree.
    var knowsTrees = true
}
