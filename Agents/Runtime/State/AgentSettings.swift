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
    /// The address at which other hosts reach this one's VXLAN endpoint; empty: the one by which it reaches the controller.
    public var tunnelAddress = ""
    /// The provider networks that this host is wired to, by name.
    public var physicalNetworks: [String: PhysicalNetwork] = [:]
    /// The directory of guests' disks, one directory per guest.
    public var instances: String = AgentSettings.defaultInstances
    /// The directory of images that guests' disks begin as copies of.
    public var imageCache: String = AgentSettings.defaultImageCache

    public static let defaultMetrics = "127.0.0.1:9105"
    public static let defaultLibvirt = "qemu:///system"
    public static let defaultInstances = "/var/lib/apus-agent/instances"
    public static let defaultImageCache = "/var/lib/apus-agent/images"

    /// What names of networks and bridges are made of.
    static let nameBytes = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".utf8)

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
        # Guests' disks, and the images that they begin as copies of. Both should be on one file system.
        instances: \(Self.quoted(instances))
        image_cache: \(Self.quoted(imageCache))
        # The address at which other hosts reach guests' networks on this one (VXLAN); "" for the one by which this host
        # reaches the controller.
        tunnel_address: \(Self.quoted(tunnelAddress))
        # The provider networks that this host is wired to: for each its bridge, which is made where it is missing; the bridge's
        # own address, where this host is a gateway; and whether what leaves by this host takes the host's address (nat).
        \(physicalNetworks.isEmpty ? Self.networksExample : networksText)

        """
    }

    private static let networksExample = """
        # physical_networks:
        #   external:
        #     bridge: "br-external"
        #     address: "172.30.0.1/24"
        #     nat: true
        """

    private var networksText: String {
        let networks = physicalNetworks.sorted { $0.key < $1.key }.map { name, network in
            """
              \(name):
                bridge: \(Self.quoted(network.bridge))
                address: \(Self.quoted(network.address ?? ""))
                nat: \(network.nat)
            """
        }
        return (["physical_networks:"] + networks).joined(separator: "\n")
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
