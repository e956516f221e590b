public import Core
import Store

/// Observation: the newest session of a host's agent, whether it still stands or not.
public struct SessionRecord: Sendable, Equatable {
    public let epoch: Int64
    public let connectedAt: Timestamp
    /// When the agent last sent a frame. While the session stands, the database follows by half a minute at most.
    public let seenAt: Timestamp
    public let disconnectedAt: Timestamp?
    /// Why it ended.
    public let ending: String?
    public let version: String
    /// Where the agent dialled from, such as `ipv4:192.0.2.7:40112`.
    public let address: String
    public let bootID: String
}

extension SessionRecord {
    static let columns: SQL = "epoch, connected_at, seen_at, disconnected_at, ending, version, address, boot_id"

    /// From a row that may come from an outer join.
    init?(_ row: Row) throws {
        guard let epoch: Int64 = try row.get("epoch") else { return nil }
        self.epoch = epoch
        connectedAt = try row.get("connected_at")
        seenAt = try row.get("seen_at")
        disconnectedAt = try row.get("disconnected_at")
        ending = try row.get("ending")
        version = try row.get("version")
        address = try row.get("address")
        bootID = try row.get("boot_id")
    }
}
