import Core
import Store

/// Rows of `compute_server` with their `compute_server_state`, read and written.
enum ServerRow {
    /// Everything but what is long and seldom wanted, in the order in which it is read.
    private static let common: SQL = """
        s.id, s.number, s.project_id, s.user_id, s.created_at, s.updated_at, s.flavor,
        t.revision, t.phase, t.phase_since, t.host, t.zone, t.attempt, t.excluded_hosts, t.domain_generation,
        t.applied_generation, t.halted_generation, t.built_rebuilds, t.seen_power, t.seen_soft_reboots, t.seen_hard_reboots, t.step, t.progress,
        t.changed_at, t.fault, t.launched_at,
        s.name, s.hostname, s.description, s.image_id, s.key_name, s.config_drive, s.metadata, s.pinned_zone, s.forced_host,
        s.group_id, s.hints, s.reservation_id, s.launch_index, s.access_ipv4, s.access_ipv6, s.auto_disk_config,
        s.locked_by, s.locked_reason, s.power, s.power_generation, s.soft_reboots, s.hard_reboots, s.rebuilds, s.generation,
        s.request_id, s.deleted_at
        """
    static let tables: SQL = "compute_server s JOIN compute_server_state t ON t.server_id = s.id"

    /// - Parameter isWhole: with user data and key, too.
    static func select(isWhole: Bool) -> SQL {
        isWhole
            ? "SELECT \(common), s.user_data, s.public_key, s.personality FROM \(tables)"
            : "SELECT \(common), NULL AS user_data, NULL AS public_key, NULL AS personality FROM \(tables)"
    }

    /// - Parameter flavors: many servers share one text; it is parsed once.
    static func server(_ row: inout RowReader, flavors: inout [String: Flavor]) throws -> Server {
        var server = Server(
            id: try row.next(), number: try row.next(), projectID: try row.next(), userID: try row.next(),
            createdAt: try row.next(), updatedAt: try row.next(), flavor: try flavor(try row.next(), &flavors),
            state: try ServerState(&row))
        try describe(&server, &row)
        try steer(&server, &row)
        server.userData = try row.next()
        server.publicKey = try row.next()
        server.personality = try (row.next(JSON?.self))?.array ?? []
        return server
    }

    static func server(_ row: Row, flavors: inout [String: Flavor]) throws -> Server {
        var row = row.inOrder
        return try server(&row, flavors: &flavors)
    }

    static func server(_ row: Row) throws -> Server {
        var flavors: [String: Flavor] = [:]
        return try server(row, flavors: &flavors)
    }

    private static func flavor(_ text: String, _ flavors: inout [String: Flavor]) throws -> Flavor {
        if let known = flavors[text] { return known }
        let flavor = Flavor(embedded: try JSONParser.parse(text))
        flavors[text] = flavor
        return flavor
    }

    private static func describe(_ server: inout Server, _ row: inout RowReader) throws {
        server.name = try row.next()
        server.hostname = try row.next()
        server.description = try row.next()
        server.imageID = try row.next()
        server.keyName = try row.next()
        server.hasConfigDrive = try row.next()
        server.metadata = StringMap.read(try row.next())
        server.pinnedZone = try row.next()
        server.forcedHost = try row.next()
        server.groupID = try row.next()
        let hints: String = try row.next()
        server.hints = hints == "{}" ? [:] : try JSONParser.parse(hints)
        server.reservationID = try row.next()
        server.launchIndex = try row.next()
        server.accessIPv4 = try row.next()
        server.accessIPv6 = try row.next()
        server.autoDiskConfig = try row.next()
    }

    private static func steer(_ server: inout Server, _ row: inout RowReader) throws {
        server.lockedBy = try row.next()
        server.lockedReason = try row.next()
        server.power = Power(rawValue: try row.next()) ?? .running
        server.powerGeneration = try row.next()
        server.softReboots = try row.next()
        server.hardReboots = try row.next()
        server.rebuilds = try row.next()
        server.generation = try row.next()
        server.requestID = try row.next()
        server.deletedAt = try row.next()
    }

    // MARK: Writing

    static func insert(_ tx: Transaction, _ server: Server) throws {
        let flavor = server.flavor
        try tx.execute(
            """
            INSERT INTO compute_server (id, number, project_id, user_id, name, hostname, description, image_id, flavor_id, flavor,
                vcpus, memory_mib, key_name, public_key, user_data, config_drive, metadata, pinned_zone, forced_host, group_id,
                hints, personality, reservation_id, launch_index, access_ipv4, access_ipv6, auto_disk_config, power,
                power_generation, soft_reboots, hard_reboots, rebuilds, generation, request_id, created_at, updated_at)
            VALUES (\(server.id), \(server.number), \(server.projectID), \(server.userID), \(server.name), \(server.hostname),
                \(server.description), \(server.imageID), \(flavor.id), \(flavor.embedded), \(flavor.vcpus), \(flavor.memoryMiB),
                \(server.keyName), \(server.publicKey), \(server.userData), \(server.hasConfigDrive),
                \(StringMap.json(server.metadata)), \(server.pinnedZone), \(server.forcedHost), \(server.groupID),
                \(server.hints), \(JSON.array(server.personality)), \(server.reservationID), \(server.launchIndex), \(server.accessIPv4), \(server.accessIPv6),
                \(server.autoDiskConfig), \(server.power.rawValue), \(server.powerGeneration), 0, 0, 0, \(server.generation),
                \(server.requestID), \(server.createdAt), \(server.updatedAt))
            """)
        try ServerState.insert(tx, server.state, of: server.id)
    }

    /// Writes the intent, and hints its reconciler.
    static func update(_ tx: Transaction, _ server: Server) throws {
        try tx.execute(
            """
            UPDATE compute_server SET name = \(server.name), hostname = \(server.hostname),
                description = \(server.description), image_id = \(server.imageID), key_name = \(server.keyName),
                public_key = \(server.publicKey), user_data = \(server.userData), personality = \(JSON.array(server.personality)),
                metadata = \(StringMap.json(server.metadata)),
                access_ipv4 = \(server.accessIPv4), access_ipv6 = \(server.accessIPv6),
                auto_disk_config = \(server.autoDiskConfig), locked_by = \(server.lockedBy),
                locked_reason = \(server.lockedReason), power = \(server.power.rawValue),
                power_generation = \(server.powerGeneration), soft_reboots = \(server.softReboots),
                hard_reboots = \(server.hardReboots), rebuilds = \(server.rebuilds), generation = \(server.generation),
                request_id = \(server.requestID), updated_at = \(server.updatedAt), deleted_at = \(server.deletedAt)
            WHERE id = \(server.id)
            """)
        tx.hint(.computeServers, server.id.string)
    }
}
