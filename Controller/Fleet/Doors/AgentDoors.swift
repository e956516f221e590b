public import AgentProtocol
import SwiftProtobuf

/// What agents may ask for beside their sessions, answered by services that stand above the fleet.
///
/// The fleet has made sure who asks: the host's certificate is good, and the host belongs to this cloud.
public struct AgentDoors: Sendable {
    /// The path of an image's file; nil where there is no such image or its data is not here.
    public var imagePath: @Sendable (_ imageID: String) async throws -> String?
    /// Answers what a guest of `host` has asked the metadata service.
    public var metadata: @Sendable (_ host: String, _ request: MetadataRequest) async throws -> MetadataReply

    public init(
        imagePath: @escaping @Sendable (_ imageID: String) async throws -> String?,
        metadata: @escaping @Sendable (_ host: String, _ request: MetadataRequest) async throws -> MetadataReply
    ) {
        self.imagePath = imagePath
        self.metadata = metadata
    }

    /// There is nothing behind: no image and no metadata.
    public static let closed = AgentDoors(
        imagePath: { _ in nil },
        metadata: { _, _ in .with { $0.status = 404 } })
}
