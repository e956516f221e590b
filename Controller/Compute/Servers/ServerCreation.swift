import Core
import Image
import Networking
import Scheduler
import Store

/// Makes servers of a wish: checks, quota, rows, ports with their addresses, all in one transaction. Where they will run is decided
/// later; if the process dies here, nothing has happened.
struct ServerCreation: Sendable {
    let wish: ServerWish
    let projectID: ProjectID
    let userID: UserID
    let isAdmin: Bool
    let requestID: String
    let now: Timestamp

    /// - Returns: the servers, at least `wish.minCount`.
    /// - Throws: 400 for what is not there or does not fit together, 403 beyond a quota, 409 where networks are ambiguous or in use.
    func run(_ tx: Transaction) throws -> [Server] {
        let parts = try ServerParts(tx, self)
        let count = try Quotas.room(tx, of: projectID, for: parts.flavor, least: wish.minCount, most: wish.maxCount)
        try Quotas.checkMetadata(tx, projectID, count: wish.metadata.count)
        try Quotas.checkFiles(tx, projectID, wish.personality)
        let reservation = "r-" + String(UUIDText.random(dashed: false).prefix(8))
        return try (0..<count).map { try make(tx, index: $0, of: count, parts, reservation) }
    }

    private func make(
        _ tx: Transaction, index: Int, of count: Int, _ parts: ServerParts, _ reservation: String
    ) throws -> Server {
        let id = ServerID.random()
        var server = Server(
            id: id, number: try Numbering.row.next(tx), projectID: projectID, userID: userID, createdAt: now, updatedAt: now,
            flavor: parts.flavor, state: ServerState(now: now))
        let name = wish.maxCount > 1 ? "\(wish.name)-\(index + 1)" : wish.name
        server.name = name
        server.hostname = wish.hostname ?? HostNames.make(from: name, id: id)
        server.launchIndex = index
        server.reservationID = reservation
        server.requestID = requestID
        describe(&server, parts)
        try ServerRow.insert(tx, server)
        for tag in wish.tags { try tx.execute("INSERT INTO compute_server_tag (server_id, tag) VALUES (\(id), \(tag))") }
        for interface in parts.interfaces {
            _ = try ServerPorts.add(tx, interface, to: server, groups: parts.groups, isAdmin: isAdmin, now: now)
        }
        try Actions.record(tx, server, "create", now: now)
        try Events.record(tx, server, .created, "asked for", now: now)
        tx.hint(.computeServers, id.string)
        return server
    }

    private func describe(_ server: inout Server, _ parts: ServerParts) {
        server.description = wish.description
        server.imageID = wish.imageID
        server.keyName = parts.keypair?.name
        server.publicKey = parts.keypair?.publicKey
        server.userData = wish.userData
        server.hasConfigDrive = wish.hasConfigDrive || parts.image.properties["img_config_drive"] == "mandatory"
        server.personality = wish.personality
        server.metadata = wish.metadata
        server.pinnedZone = wish.zone
        server.forcedHost = wish.forcedHost
        server.groupID = parts.groupID
        server.hints = wish.hints
        server.accessIPv4 = wish.accessIPv4
        server.accessIPv6 = wish.accessIPv6
        server.autoDiskConfig = wish.autoDiskConfig
    }
}
