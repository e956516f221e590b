import Core
import Networking
import Store

/// A port that is a server's: a row of `compute_server_port`.
struct ServerPort: Sendable, Equatable {
    let portID: PortID
    let position: Int
    let tag: String?
    /// Compute made it, and deletes it when the server lets go of it. One that a user made is only given back.
    let isOwn: Bool
    /// It is being unplugged.
    let isLeaving: Bool
}

extension ServerPort {
    init(_ row: Row) throws {
        portID = try row.get("port_id")
        position = try row.get("position")
        tag = try row.get("tag")
        isOwn = try row.get("made")
        isLeaving = try row.get("leaving")
    }
}
