import Core
import Networking
import Store

/// A port of a server, as the network service has it.
struct ServerInterface: Sendable {
    let port: Port
    let tag: String?

    static func list(_ s: Snapshot, of id: ServerID) throws -> [ServerInterface] {
        try ServerPorts.list(s, of: id).compactMap { own in
            try Ports.find(s, own.portID).map { ServerInterface(port: $0, tag: own.tag) }
        }
    }
}
