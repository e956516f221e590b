import Core

/// Metadata definitions as the API shows them (Metadata Definitions Service API v2). What has no value is left out.
enum MetadefWire {
    static let namespaces = "/v2/metadefs/namespaces"

    /// - Parameter items: what stands in it, as far as it is to be shown.
    static func namespace(_ w: inout JSONWriter, _ namespace: MetadefNamespace, _ items: [MetadefItem]) {
        w.object { w in
            w.field("namespace", namespace.name)
            if let name = namespace.displayName { w.field("display_name", name) }
            if let description = namespace.description { w.field("description", description) }
            w.field("visibility", namespace.visibility.rawValue)
            w.field("protected", namespace.isProtected)
            if let owner = namespace.ownerID { w.field("owner", owner.string) }
            moments(&w, namespace.createdAt, namespace.updatedAt)
            for kind in MetadefKind.allCases {
                let ofKind = items.filter { $0.kind == kind }
                if !ofKind.isEmpty { w.field(kind.collection) { collection(&$0, kind, ofKind, namespace) } }
            }
            w.field("self", "\(namespaces)/\(namespace.name)")
            w.field("schema", "/v2/schemas/metadefs/namespace")
        }
    }

    /// Properties stand under their names, all others in a list; tags are words there.
    static func collection(
        _ w: inout JSONWriter, _ kind: MetadefKind, _ items: [MetadefItem], _ namespace: MetadefNamespace
    ) {
        switch kind {
        case .property: w.object { w in for item in items { w.field(item.name, .object(item.document)) } }
        case .tag: w.array(items) { w, item in w.object { $0.field("name", item.name) } }
        case .object, .resourceType: w.array(items) { MetadefWire.item(&$0, $1, namespace) }
        }
    }

    static func item(_ w: inout JSONWriter, _ item: MetadefItem, _ namespace: MetadefNamespace) {
        w.object { w in
            w.field("name", item.name)
            for (name, value) in item.document.sorted(by: { $0.key < $1.key }) { w.field(name, value) }
            if item.kind != .property { moments(&w, item.createdAt, item.updatedAt) }
            if item.kind == .object {
                w.field("self", "\(namespaces)/\(namespace.name)/objects/\(item.name)")
                w.field("schema", "/v2/schemas/metadefs/object")
            }
        }
    }

    static func resourceType(_ w: inout JSONWriter, _ type: MetadefItem) {
        w.object { w in
            w.field("name", type.name)
            moments(&w, type.createdAt, type.updatedAt)
        }
    }

    private static func moments(_ w: inout JSONWriter, _ created: Timestamp, _ updated: Timestamp) {
        w.field("created_at", created.iso8601(.seconds))
        w.field("updated_at", updated.iso8601(.seconds))
    }
}
