import Core

extension [MetadefItem] {
    /// The definitions of a namespace as they are called on a type of resource: with the prefix that their association has.
    func prefixed(for resourceType: String) -> [MetadefItem] {
        let association = first { $0.kind == .resourceType && $0.name == resourceType }
        guard let prefix = association?.document["prefix"]?.string, !prefix.isEmpty else { return self }
        return map { $0.prefixed(prefix) }
    }
}

extension MetadefItem {
    fileprivate func prefixed(_ prefix: String) -> MetadefItem {
        var item = self
        switch kind {
        case .property: item.name = prefix + name
        case .object:
            if let properties = document["properties"]?.object {
                let members = properties.map { (prefix + $0.key, $0.value) }
                item.document["properties"] = .object(Dictionary(members, uniquingKeysWith: { $1 }))
            }
            if let required = document["required"]?.array {
                item.document["required"] = .array(required.map { .string(prefix + ($0.string ?? "")) })
            }
        case .tag, .resourceType: break
        }
        return item
    }
}
