public import Core
import Store

/// Hosts that have something in common (Compute API, "Host aggregates"). Its metadata may name an availability zone.
public struct Aggregate: Sendable, Equatable {
    /// The member of the metadata that makes it a zone.
    public static let zoneKey = "availability_zone"

    public let id: Int64
    public let uuid: String
    public let name: String
    /// Sorted.
    public let hosts: [String]
    public let metadata: [String: String]
    public let createdAt: Timestamp
    public let updatedAt: Timestamp?

    public var availabilityZone: String? { metadata[Self.zoneKey] }
}
