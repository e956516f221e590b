public import AgentProtocol

/// What roles may ask the controller for beside the session: the seam below which a test puts its own answers.
public protocol ControllerLink: Sendable {
    /// The bytes of an image from `offset` on, up to its end. The next chunk is read when `receive` has returned.
    ///
    /// - Throws: what `receive` threw; an `AgentFault` where the controller refuses or cannot be reached.
    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws
    /// Hands a guest's request on to the metadata service.
    ///
    /// - Throws: an `AgentFault` where the controller refuses or cannot be reached.
    func metadata(_ request: MetadataRequest) async throws -> MetadataReply
}
