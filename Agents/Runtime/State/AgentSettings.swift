/// What `agent.yaml` says: who this host is and where its controller answers.
public struct AgentSettings: Sendable, Equatable {
    /// The host's name as enrolled; the name in its certificate.
    public var host: String
    public var roles: [String]
    public var fleetAddress: String
    public var fleetPort: Int
    /// Where `/metrics` answers, "address:port"; empty: nowhere.
    public var metrics: String = AgentSettings.defaultMetrics
    /// The libvirt connection URI.
    public var libvirt: String = AgentSettings.defaultLibvirt

    public static let defaultMetrics = "127.0.0.1:9105"
    public static let defaultLibvirt = "qemu:///system"

    public init(host: String, roles: [String], fleetAddress: String, fleetPort: Int) {
        self.host = host
        self.roles = roles
        self.fleetAddress = fleetAddress
        self.fleetPort = fleetPort
    }

    /// As the file that `join` writes. Texts are in JSON's quotes, which YAML reads as they are.
    public var yaml: String {
        """
        # Written by `apus-agent join`; edit it freely, then restart the agent.
        host: \(Self.quoted(host))
        roles: [\(roles.map(Self.quoted).joined(separator: ", "))]
        fleet:
          address: \(Self.quoted(fleetAddress))
          port: \(fleetPort)
        # Where Prometheus can read this host's figures, in plain HTTP; "" to switch it off.
        metrics: \(Self.quoted(metrics))
        libvirt: \(Self.quoted(libvirt))

        """
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
