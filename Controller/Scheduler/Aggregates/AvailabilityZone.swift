/// Hosts that fail together, as users see them (Compute API, "Availability zones").
public struct AvailabilityZone: Sendable, Equatable {
    public let name: String
    /// In order of their names.
    public let hosts: [ComputeHost]

    /// At least one host takes servers, as far as an administrator is concerned.
    public var isAvailable: Bool { hosts.contains { $0.isEnabled } }
}
