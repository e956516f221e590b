internal import Catalog
internal import Core
internal import Store

typealias RegisteredLimitID = ID<RegisteredLimit>

/// How much of a resource of a service every project may have that has no limit of its own: a row of
/// `identity_registered_limit`.
struct RegisteredLimit: Sendable, Equatable {
    let id: RegisteredLimitID
    var resource: LimitedResource
    /// −1 for as much as it likes.
    var defaultLimit: Int64
    var description: String?
}

extension RegisteredLimit {
    init(_ row: Row) throws {
        id = try row.get("id")
        resource = try LimitedResource(row)
        defaultLimit = try row.get("default_limit")
        description = try row.get("description")
    }
}
