import Core
import Store
import Web

/// What the query of a list of servers means (Compute API, "List servers").
///
/// Tenants may use some filters; the others, which look behind the cloud's curtain, are ignored for them. From 2.75 on a
/// parameter that nobody knows is refused.
struct ServerFilter {
    private static let maximumLimit = 1000
    private static let forTenants: Set<String> = [
        "reservation_id", "name", "status", "image", "flavor", "ip", "changes-since", "all_tenants",
    ]
    private static let forTenantsSince83: Set<String> = [
        "availability_zone", "config_drive", "key_name", "created_at", "launched_at", "terminated_at", "power_state",
        "task_state", "vm_state", "progress", "user_id",
    ]
    private static let forAdministrators: Set<String> = forTenants.union(forTenantsSince83).union([
        "project_id", "tenant_id", "launch_index", "image_ref", "kernel_id", "ramdisk_id", "hostname", "host", "node",
        "display_name", "description", "display_description", "locked_by", "uuid", "root_device_name", "access_ip_v4",
        "access_ip_v6", "auto_disk_config", "soft_deleted", "deleted", "ip6",
    ])
    private static let paging: Set<String> = ["limit", "marker", "sort_key", "sort_dir"]
    private static let refused: Set<String> = [
        "block_device_mapping", "services", "metadata", "system_metadata", "info_cache", "security_groups", "pci_devices",
    ]

    private let context: RequestContext
    private let query: Query
    private let allowed: Set<String>
    private(set) var result = ServerQuery()
    /// Nothing can match; there is no need to look.
    private(set) var isEmpty = false

    /// - Parameter rule: `index` or `detail`, whose `:get_all_tenants` is asked for.
    init(_ context: RequestContext, rule: String) throws {
        self.context = context
        query = context.query
        let isAllowed = context.allows("os_compute_api:servers:allow_all_filters", context.callerTarget)
        allowed = Self.allowed(context.minor, all: isAllowed)
        try refuseUnknown()
        try tenancy(rule)
        try status()
        try times()
        try moments()
        try plain()
        try patterns()
        try tags()
        try locked()
        try page()
    }

    private static func allowed(_ minor: Int, all: Bool) -> Set<String> {
        var names = all ? forAdministrators : forTenants
        if minor >= 5 { names.insert("ip6") }
        if minor >= 26 { names.formUnion(["tags", "tags-any", "not-tags", "not-tags-any"]) }
        if minor >= 66 { names.insert("changes-before") }
        if minor >= 73 { names.insert("locked") }
        if minor >= 83 { names.formUnion(forTenantsSince83) }
        return names
    }

    private func refuseUnknown() throws {
        for (name, _) in query.items where Self.refused.contains(name) || name.hasPrefix("_") {
            throw Refusal.invalid("Invalid filter field: \(name).")
        }
        guard context.minor >= 75 else { return }
        try query.allow(Self.forAdministrators.union(allowed).union(Self.paging))
    }

    private func value(_ name: String) -> String? { allowed.contains(name) ? query[name] : nil }

    private mutating func add(_ condition: SQL) { result.conditions.append(condition) }

    // MARK: Whose

    private mutating func tenancy(_ rule: String) throws {
        add("t.phase <> \(ServerPhase.orphaned.rawValue)")
        let all = try allTenants()
        if all {
            try context.authorize("os_compute_api:servers:\(rule):get_all_tenants", context.callerTarget)
            if let project = value("project_id") ?? value("tenant_id") { add("s.project_id = \(project)") }
        } else if let project = context.caller?.projectID {
            add("s.project_id = \(project)")
        } else {
            add("s.user_id = \(context.caller?.userID.string ?? "")")
        }
        if let deleted = value("deleted"), ["true", "1", "yes", "on", "t", "y"].contains(deleted.lowercased()) {
            isEmpty = true
        }
        if let user = value("user_id") { add("s.user_id = \(user)") }
    }

    private func allTenants() throws -> Bool {
        guard let text = query["all_tenants"] else { return false }
        switch text.lowercased() {
        case "", "1", "t", "true", "on", "y", "yes": return true
        case "0", "f", "false", "off", "n", "no": return false
        default: throw Refusal.invalid("Invalid value '\(text)' for all_tenants")
        }
    }

    // MARK: How it is

    private mutating func status() throws {
        let words = query.all("status").map { $0.uppercased() }
        guard !words.isEmpty else { return states() }
        let known = words.filter(ServerStatus.words.contains)
        guard !known.isEmpty else {
            if context.minor >= 38 { throw Refusal.invalid("Invalid status value") }
            isEmpty = true
            return
        }
        if known == ["DELETED"] || known == ["SOFT_DELETED"] {
            guard context.isAdmin else { throw Refusal.forbidden("Only administrators may list deleted instances") }
            isEmpty = true
        }
        add("\(ServerStatus.wordSQL) IN \(list: known)")
    }

    private mutating func states() {
        if let state = value("vm_state") { add("\(ServerStatus.vmStateSQL) = \(state)") }
        result.taskState = value("task_state")
        guard let text = value("power_state") else { return }
        switch text {
        case "1": add("t.seen_power = 'running'")
        case "3": add("t.seen_power = 'paused'")
        case "4": add("t.seen_power IN ('shut_off', 'suspended')")
        case "0": add("t.seen_power IS NULL")
        default: isEmpty = true
        }
    }

    /// The API shows whole seconds.
    private mutating func moments() throws {
        let columns: [(name: String, column: SQL)] = [("created_at", "s.created_at"), ("launched_at", "t.launched_at")]
        for (name, column) in columns {
            guard let text = value(name) else { continue }
            guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("Invalid filter field: \(name).") }
            add("\(column) >= \(time) AND \(column) < \(time + .seconds(1))")
        }
        // Nothing here has ended, and nothing has a kernel of its own.
        if ["terminated_at", "kernel_id", "ramdisk_id"].contains(where: { value($0)?.isEmpty == false }) { isEmpty = true }
    }

    private mutating func times() throws {
        var since: Timestamp?
        if let text = value("changes-since") {
            guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("Invalid filter field: changes-since.") }
            since = time
            add("(s.updated_at >= \(time) OR t.changed_at >= \(time))")
        }
        guard let text = value("changes-before") else { return }
        guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("Invalid filter field: changes-before.") }
        if let since, time < since {
            throw Refusal.invalid("The value of changes-since must be less than or equal to changes-before.")
        }
        add("(s.updated_at <= \(time) AND t.changed_at <= \(time))")
    }

    // MARK: What it is

    private mutating func plain() throws {
        let columns: [(name: String, column: SQL)] = [
            ("image", "s.image_id"), ("image_ref", "s.image_id"), ("flavor", "s.flavor_id"), ("uuid", "s.id"),
            ("reservation_id", "s.reservation_id"), ("host", "t.host"), ("node", "t.host"), ("key_name", "s.key_name"),
            ("availability_zone", "t.zone"), ("locked_by", "s.locked_by"),
        ]
        for (name, column) in columns {
            if let value = value(name) { add("\(column) = \(value)") }
        }
        for (name, column) in [("launch_index", "s.launch_index"), ("progress", "t.progress")] as [(String, SQL)] {
            if let number = value(name).flatMap({ Int($0) }) { add("\(column) = \(number)") }
        }
        if value("config_drive") != nil, let isWanted = try query.bool("config_drive") {
            add("s.config_drive = \(isWanted)")
        }
        if value("auto_disk_config") != nil, let isWanted = try query.bool("auto_disk_config") {
            add("s.auto_disk_config = \(isWanted)")
        }
    }

    private mutating func patterns() throws {
        let texts: [(name: String, text: @Sendable (Server) -> String)] = [
            ("name", { $0.name }), ("display_name", { $0.name }), ("hostname", { $0.hostname }),
            ("description", { $0.description ?? "" }), ("display_description", { $0.description ?? "" }),
            ("root_device_name", { _ in ServerWire.rootDevice }), ("access_ip_v4", { $0.accessIPv4 ?? "" }),
            ("access_ip_v6", { $0.accessIPv6 ?? "" }),
        ]
        for (name, text) in texts {
            if let value = value(name) { result.patterns.append(.init(pattern: try Pattern(value), text: text)) }
        }
        for (name, version) in [("ip", 4), ("ip6", 6)] {
            if let value = value(name) { result.addressPatterns.append((version, try Pattern(value))) }
        }
    }

    private mutating func tags() throws {
        func having(_ name: String) -> [String]? { value(name).map { $0.split(separator: ",").map(String.init) } }
        func count(_ tags: [String]) -> SQL {
            "(SELECT count(*) FROM compute_server_tag g WHERE g.server_id = s.id AND g.tag IN \(list: tags))"
        }
        if let tags = having("tags") { add("\(count(tags)) = \(Set(tags).count)") }
        if let tags = having("tags-any") { add("\(count(tags)) > 0") }
        if let tags = having("not-tags") { add("\(count(tags)) < \(Set(tags).count)") }
        if let tags = having("not-tags-any") { add("\(count(tags)) = 0") }
    }

    private mutating func locked() throws {
        guard value("locked") != nil, let isWanted = try query.bool("locked") else { return }
        add(isWanted ? "s.locked_by IS NOT NULL" : "s.locked_by IS NULL")
    }

    // MARK: Which part

    private mutating func page() throws {
        if let text = query["limit"], Int(text).map({ $0 < 0 }) ?? true {
            throw Refusal.invalid(
                "Invalid input for query parameters limit. Value: \(text). '\(text)' does not match the regex: '^[0-9]*$'")
        }
        let ignored: Set<String> = [
            "architecture", "cell_name", "cleaned", "default_ephemeral_device", "default_swap_device", "deleted", "deleted_at",
            "disable_terminate", "ephemeral_gb", "ephemeral_key_uuid", "id", "key_data", "launched_on", "memory_mb", "os_type",
            "reservation_id", "root_gb", "shutdown_terminate", "user_data", "vcpus", "vm_mode", "kernel_id", "ramdisk_id",
            "root_device_name", "terminated_at",
        ]
        var page = try query.page(
            defaultLimit: Self.maximumLimit, maximumLimit: Self.maximumLimit,
            sortable: Set(ServerQuery.sortColumns.keys).union(context.minor >= 75 ? ["kernel_id", "ramdisk_id"] : ignored))
        if page.limit == 0 { isEmpty = true }
        page.sort = page.sort.filter { key in
            guard ServerQuery.sortColumns[key.name] != nil else { return false }
            if key.name == "locked", context.minor < 73 { return false }
            return !["host", "node"].contains(key.name) || context.isAdmin
        }
        result.page = page
    }
}
