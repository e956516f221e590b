public import Core
import Store

public typealias PortID = ID<Port>

/// A place where something is plugged into a network: a row of `network_port`, with its addresses and security groups.
public struct Port: Sendable, Equatable {
    /// What the API says of a port; it follows from its binding and from what the host says.
    public enum Status: String, Sendable {
        case active = "ACTIVE"
        case down = "DOWN"
        case build = "BUILD"
        case error = "ERROR"
        case notApplicable = "N/A"
    }

    public let id: PortID
    public var projectID: ProjectID
    public let networkID: NetworkID
    public var name = ""
    public var description = ""
    public var isAdminUp = true
    public var macAddress: String
    /// The server, router … that it belongs to; empty for none.
    public var deviceID = ""
    /// What kind of device that is, such as `compute:nova` or `network:router_interface`.
    public var deviceOwner = ""
    public var isPortSecurityEnabled = true
    public var allowedAddressPairs: [AddressPair] = []
    public var dhcpOptions: [DHCPOption] = []
    public var dnsName = ""
    public var dnsDomain = ""
    public var vnicType = "normal"
    public var bindingProfile: JSON = [:]
    /// The host that carries it; nil while it is nowhere.
    public var bindingHost: String?
    /// The generation of its item when it was bound: the host has the port when it has got as far.
    public var bindingGeneration: Int64?
    public var tags: [String] = []
    public var revision = 0
    public var createdAt = Timestamp(microseconds: 0)
    public var updatedAt = Timestamp(microseconds: 0)
    public var fixedIPs: [FixedIP] = []
    public var securityGroupIDs: [SecurityGroupID] = []
    public var status = Status.down

    public init(id: PortID = .random(), projectID: ProjectID, networkID: NetworkID, macAddress: String) {
        self.id = id
        self.projectID = projectID
        self.networkID = networkID
        self.macAddress = macAddress
    }

    /// The device that plugs into it on the host.
    public var tap: String { "tap" + id.string.prefix(11) }

    /// Whether Compute plugs guests into it.
    public var isGuests: Bool { deviceOwner.hasPrefix("compute:") }
}

/// An address that a port has.
public struct FixedIP: Sendable, Hashable {
    public var subnetID: SubnetID
    public var address: String

    public init(subnetID: SubnetID, address: String) {
        self.subnetID = subnetID
        self.address = address
    }
}

/// An address, or a network in CIDR notation, that a guest may use besides its port's own.
public struct AddressPair: Sendable, Hashable {
    public var address: String
    /// Nil for the port's own.
    public var macAddress: String?

    public init(address: String, macAddress: String? = nil) {
        self.address = address
        self.macAddress = macAddress
    }
}

extension AddressPair: JSONConvertible {
    init?(json: JSON) {
        guard let address = json["ip_address"]?.string else { return nil }
        self.init(address: address, macAddress: json["mac_address"]?.string)
    }

    var json: JSON { ["ip_address": .string(address), "mac_address": macAddress.map { .string($0) } ?? .null] }
}

/// One more option that DHCP gives to a port's guest.
public struct DHCPOption: Sendable, Hashable {
    /// A name or a number, such as `tftp-server`.
    public var name: String
    public var value: String
    public var ipVersion: Int

    public init(name: String, value: String, ipVersion: Int = 4) {
        self.name = name
        self.value = value
        self.ipVersion = ipVersion
    }
}

extension DHCPOption: JSONConvertible {
    init?(json: JSON) {
        guard let name = json["opt_name"]?.string, let value = json["opt_value"]?.string else { return nil }
        self.init(name: name, value: value, ipVersion: Int(json["ip_version"]?.int ?? 4))
    }

    var json: JSON { ["opt_name": .string(name), "opt_value": .string(value), "ip_version": .int(Int64(ipVersion))] }
}
