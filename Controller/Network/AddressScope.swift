public import Core
import Store

/// Where addresses are unique: a row of `network_address_scope`.
public struct AddressScope: Sendable, Equatable {
    public let id: AddressScopeID
    var projectID: ProjectID
    var name: String
    var family: IPAddress.Family
    var isShared = false
}

extension AddressScope {
    static let columns: SQL = "c.id, c.project_id, c.name, c.ip_version, c.is_shared"

    init(_ row: Row) throws {
        var row = row.inOrder
        id = try row.next()
        projectID = try row.next()
        name = try row.next()
        family = IPAddress.Family(rawValue: try row.next()) ?? .v4
        isShared = try row.next()
    }
}
