/// The names of what is made here, by the ids that they belong to. Names of devices have at most 15 characters.
enum DeviceName {
    static func bridge(_ network: String) -> String { "brq" + network.prefix(11) }
    static func vxlan(_ network: String) -> String { "vxl" + network.prefix(11) }
    /// The bridge's end of the service namespace's pair.
    static func serviceEnd(_ network: String) -> String { "svc" + network.prefix(11) }
    /// The provider's bridge's end of the pair that joins it with a network's.
    static func providerEnd(_ network: String) -> String { "pex" + network.prefix(11) }
    /// The network's end of it.
    static func networkEnd(_ network: String) -> String { "pin" + network.prefix(11) }
    /// The end inside the service namespace.
    static func service(_ network: String) -> String { "ns-" + network.prefix(11) }
    static func serviceNamespace(_ network: String) -> String { "qdhcp-" + network }
    static func routerNamespace(_ router: String) -> String { "qrouter-" + router }
    /// The id of the network or router whose namespace it is; nil for others' namespaces.
    static func owner(ofNamespace name: String) -> (kind: Label.Kind, id: String)? {
        let kinds: [(String, Label.Kind)] = [("qdhcp-", .network), ("qrouter-", .router)]
        guard let (prefix, kind) = kinds.first(where: { name.hasPrefix($0.0) }) else { return nil }
        return (kind, String(name.dropFirst(prefix.count)))
    }

    /// In the host's own namespace: those that get a label.
    static func isLabelled(_ name: String) -> Bool { ["brq", "vxl", "svc", "pex", "qrt"].contains { name.hasPrefix($0) } }

    /// Inside a router's namespace, towards a network of guests.
    static func inner(_ port: String) -> String { "qr-" + port.prefix(11) }
    /// Inside a router's namespace, towards the external network.
    static func outer(_ port: String) -> String { "qg-" + port.prefix(11) }
    /// The bridge's end of one of a router's pairs.
    static func routerEnd(_ port: String) -> String { "qrt" + port.prefix(11) }
}
