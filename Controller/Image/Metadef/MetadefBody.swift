import Core

/// What clients send of metadata definitions, held against the schemas.
enum MetadefBody {
    /// A namespace and what is to stand in it.
    struct Namespace: Sendable {
        let namespace: MetadefNamespace
        let items: [MetadefItem]
    }

    /// - Parameter project: the owner unless the body names one.
    /// - Throws: `Fault` 403 for what clients may not write, 400 for what the schema does not allow.
    static func namespace(_ body: JSON, project: ProjectID?, now: Timestamp) throws -> Namespace {
        try refuse(["self", "schema", "created_at", "updated_at"], in: body)
        try SchemaCheck.check(body, against: MetadefDocuments.namespace)
        let namespace = MetadefNamespace(
            id: .random(), name: body["namespace"]?.string ?? "", displayName: body["display_name"]?.string,
            description: body["description"]?.string,
            visibility: body["visibility"]?.string.flatMap(MetadefNamespace.Visibility.init) ?? .private,
            isProtected: body["protected"]?.bool ?? false,
            ownerID: body["owner"]?.string.map { ProjectID($0) } ?? project, createdAt: now, updatedAt: now)
        var items: [MetadefItem] = []
        for kind in [MetadefKind.resourceType, .object, .tag] {
            items += try (body[kind.collection]?.array ?? []).map { try item(kind, $0, now: now) }
        }
        for (name, property) in body[MetadefKind.property.collection]?.object ?? [:] {
            var members = property.object ?? [:]
            members["name"] = .string(name)
            items.append(try item(.property, .object(members), now: now))
        }
        return Namespace(namespace: namespace, items: items)
    }

    static func item(_ kind: MetadefKind, _ body: JSON, now: Timestamp) throws -> MetadefItem {
        try refuse((kind == .object ? ["self", "schema"] : []) + ["created_at", "updated_at"], in: body)
        try SchemaCheck.check(body, against: MetadefDocuments.of(kind))
        if kind == .object {
            for property in (body["properties"]?.object ?? [:]).values {
                try SchemaCheck.check(property, against: MetadefDocuments.namelessProperty)
            }
        }
        var document = body.object ?? [:]
        let name = document.removeValue(forKey: "name")?.string ?? ""
        return MetadefItem(kind: kind, name: name, document: document, createdAt: now, updatedAt: now)
    }

    static func tags(_ body: JSON, now: Timestamp) throws -> [MetadefItem] {
        try SchemaCheck.check(body, against: MetadefDocuments.newTags)
        return try (body["tags"]?.array ?? []).map { try item(.tag, $0, now: now) }
    }

    private static func refuse(_ names: [String], in body: JSON) throws {
        if let name = names.first(where: { body[$0] != nil }) { throw Refusal.readOnly(name) }
    }
}
