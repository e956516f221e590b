public import Core
import Store

/// Intent: the permission for one host to join, once and soon.
public struct JoinToken: Sendable, Equatable {
    public static let standardLifetime = Duration.seconds(3600)
    public static let maximumLifetime = Duration.seconds(86_400)

    public let id: String
    /// The only name that it can be used for.
    public let host: String
    public let roles: [HostRole]
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public let usedAt: Timestamp?
    /// The secret itself is kept nowhere.
    let secretSHA256: [UInt8]
}

extension JoinToken {
    init(_ row: Row) throws {
        id = try row.get("id")
        host = try row.get("host")
        roles = HostRole.list(try row.get("roles"))
        createdAt = try row.get("created_at")
        expiresAt = try row.get("expires_at")
        usedAt = try row.get("used_at")
        secretSHA256 = try row.get("secret_sha256")
    }
}
