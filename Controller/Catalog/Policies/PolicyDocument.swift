import Core
import Store

typealias PolicyID = ID<PolicyDocument>

/// Text that is kept for services that ask for it: a row of `catalog_policy`. It has no meaning here; what may be done in this
/// cloud is in the rules of each service.
struct PolicyDocument: Sendable, Equatable {
    let id: PolicyID
    /// Of the blob, such as `application/json`.
    var type: String
    var blob: String
    var extra: [String: JSON] = [:]
}

extension PolicyDocument {
    init(_ row: Row) throws {
        id = try row.get("id")
        type = try row.get("type")
        blob = try row.get("blob")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
