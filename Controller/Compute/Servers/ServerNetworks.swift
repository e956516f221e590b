import Core
import Networking
import Store

/// The networks of servers, as the network service knows them.
enum ServerNetworks {
    typealias Address = DeviceNetworks.Address

    static func addresses(_ s: Snapshot, of ids: [ServerID]) throws -> [ServerID: [Address]] {
        byServer(try DeviceNetworks.addresses(s, of: ids.map(\.string)))
    }

    /// Names.
    static func securityGroups(_ s: Snapshot, of ids: [ServerID]) throws -> [ServerID: [String]] {
        byServer(try DeviceNetworks.securityGroups(s, of: ids.map(\.string)))
    }

    private static func byServer<Value>(_ values: [String: Value]) -> [ServerID: Value] {
        Dictionary(uniqueKeysWithValues: values.map { (ServerID($0), $1) })
    }
}
