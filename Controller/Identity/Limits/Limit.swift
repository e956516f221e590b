internal import Core
internal import Store

typealias LimitID = ID<Limit>

/// How much of a resource one project, or one domain, may have: a row of `identity_limit` with the resource that the
/// registered limit behind it names.
struct Limit: Sendable, Equatable {
    let id: LimitID
    let place: LimitPlace
    let resource: LimitedResource
    /// −1 for as much as it likes.
    var amount: Int64
    var description: String?
}

extension Limit {
    init(_ row: Row) throws {
        id = try row.get("id")
        place = try LimitPlace(row)
        resource = try LimitedResource(row)
        amount = try row.get("resource_limit")
        description = try row.get("description")
    }

    /// Whether it lets more through than the other amount does.
    static func isMore(_ a: Int64, than b: Int64) -> Bool {
        b >= 0 && (a < 0 || a > b)
    }
}
