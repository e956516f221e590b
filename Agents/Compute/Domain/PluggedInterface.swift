import AgentProtocol

/// A network interface as a domain has it.
struct PluggedInterface: Sendable, Equatable {
    /// libvirt keeps an alias that begins like this as it is.
    static let aliasPrefix = "ua-"

    var port: String
    var mac: String
    var tap: String
    var bridge: String

    init(port: String, mac: String, tap: String, bridge: String) {
        self.port = port
        self.mac = mac
        self.tap = tap
        self.bridge = bridge
    }

    init(_ wish: Apus_Agent_V1_DomainInterface) {
        self.init(port: wish.portID, mac: wish.mac.lowercased(), tap: wish.tap, bridge: "brq" + wish.networkID.prefix(11))
    }

    /// Nil for an interface that is not a port of ours.
    init?(_ element: XMLElement) {
        guard let alias = element.child("alias")?["name"], alias.hasPrefix(Self.aliasPrefix) else { return nil }
        self.init(
            port: String(alias.dropFirst(Self.aliasPrefix.count)),
            mac: element.child("mac")?["address"]?.lowercased() ?? "", tap: element.child("target")?["dev"] ?? "",
            bridge: element.child("source")?["bridge"] ?? "")
    }

    /// By which libvirt finds it in a domain.
    var document: String {
        XMLElement(
            "interface", ["type": "bridge"],
            [XMLElement("mac", ["address": mac]), XMLElement("source", ["bridge": bridge]), XMLElement("target", ["dev": tap])]
        ).document
    }
}
