import Core

/// Subnet pools and address scopes in JSON (Network API v2.0, "Subnet pools", "Address scopes").
enum SubnetPoolWire {
    static let updatable: Set = [
        "name", "description", "prefixes", "min_prefixlen", "default_prefixlen", "max_prefixlen", "default_quota",
        "address_scope_id", "is_default",
    ]
    static let creatable = updatable.union(["project_id", "tenant_id", "shared", "tags"])
    static let shown = creatable.union(["id", "ip_version", "created_at", "updated_at", "revision_number"])

    // MARK: In

    static func new(_ reader: AttributeReader, project: ProjectID?) throws -> SubnetPool {
        try reader.checkNew(creatable, shown: shown)
        let prefixes = try prefixes(reader) ?? []
        guard let family = prefixes.first?.family else {
            throw NetworkRefusal.make(.badRequest, "SubnetPoolMissingPrefixes", "Unspecified minimum subnet pool prefix.")
        }
        var pool = SubnetPool(projectID: try reader.project(project), prefixes: prefixes, family: family)
        if let least = try reader.int("min_prefixlen") {
            pool.minimumLength = least
            pool.defaultLength = least
        }
        pool.isShared = try reader.bool("shared") ?? false
        pool.tags = try TagsWire.tags(reader)
        try change(reader)(&pool)
        return pool
    }

    static func change(_ reader: AttributeReader) throws -> @Sendable (inout SubnetPool) -> Void {
        let name = try reader.text("name")
        let description = try reader.text("description")
        let prefixes = try prefixes(reader)
        let (least, standard, most) =
            (try reader.int("min_prefixlen"), try reader.int("default_prefixlen"), try reader.int("max_prefixlen"))
        let quota = try reader.int("default_quota")
        let scope: AddressScopeID? = try reader.id("address_scope_id")
        let isDefault = try reader.bool("is_default")
        return { pool in
            pool.name = name ?? pool.name
            pool.description = description ?? pool.description
            pool.prefixes = prefixes ?? pool.prefixes
            pool.minimumLength = least ?? pool.minimumLength
            pool.defaultLength = standard ?? pool.defaultLength
            pool.maximumLength = most ?? pool.maximumLength
            if reader.has("default_quota") { pool.quota = quota }
            if reader.has("address_scope_id") { pool.addressScopeID = scope }
            pool.isDefault = isDefault ?? pool.isDefault
        }
    }

    static func prefixes(_ reader: AttributeReader) throws -> [CIDR]? {
        try reader.texts("prefixes").map { texts in
            CIDR.compact(try texts.map { try AttributeReader.cidr($0, "prefixes") })
        }
    }

    // MARK: Out

    static func write(_ w: inout JSONWriter, _ pool: SubnetPool, _ f: Fields) {
        w.object { w in
            w.put(f, "id", pool.id.string)
            w.put(f, "name", pool.name)
            w.putProject(f, pool.projectID)
            w.put(f, "description", pool.description)
            w.put(f, "ip_version", pool.family.rawValue)
            w.put(f, "prefixes", pool.prefixes.map(\.description))
            // As texts: so upstream has them.
            w.put(f, "min_prefixlen", String(pool.minimumLength))
            w.put(f, "default_prefixlen", String(pool.defaultLength))
            w.put(f, "max_prefixlen", String(pool.maximumLength))
            w.put(f, "default_quota", pool.quota)
            w.put(f, "address_scope_id", pool.addressScopeID?.string)
            w.put(f, "shared", pool.isShared)
            w.put(f, "is_default", pool.isDefault)
            w.put(f, "tags", pool.tags)
            w.putTimes(f, created: pool.createdAt, updated: pool.updatedAt, revision: pool.revision)
        }
    }

    static func write(_ w: inout JSONWriter, _ scope: AddressScope, _ f: Fields) {
        w.object { w in
            w.put(f, "id", scope.id.string)
            w.put(f, "name", scope.name)
            w.putProject(f, scope.projectID)
            w.put(f, "ip_version", scope.family.rawValue)
            w.put(f, "shared", scope.isShared)
        }
    }
}
