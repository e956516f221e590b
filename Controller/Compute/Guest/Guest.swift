import Core
import Networking
import Store

/// What a guest may learn about itself, by the config drive and by the metadata service alike.
struct Guest: Sendable, Equatable {
    let server: Server
    let networks: [GuestNetwork]

    var zone: String { server.state.zone ?? server.pinnedZone ?? "nova" }

    /// The name with a domain, as cloud images expect it.
    var hostname: String { server.hostname.contains(".") ? server.hostname : server.hostname + ".novalocal" }

    /// The bytes of the user data; nil where there are none.
    var userData: [UInt8]? { server.userData.flatMap { Base64.decode($0.filter { !$0.isWhitespace }, .standard) } }

    var files: [GuestFile] { GuestFile.list(server.personality) }

    static func load(_ s: Snapshot, _ server: Server) throws -> Guest {
        Guest(server: server, networks: try Ports.guestNetworks(s, device: server.id.string))
    }
}
