/// Answers the guests of networks that ask for metadata: the seam below which tests put their own.
public protocol MetadataService: Sendable {
    /// Listens in the network's namespace, if it does not yet.
    func ensure(_ network: String) async throws
    func remove(_ network: String) async
}
