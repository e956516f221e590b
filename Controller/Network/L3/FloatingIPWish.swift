import Core

/// A floating IP that somebody wants. What is not said is chosen.
struct FloatingIPWish: Sendable {
    /// Where it shall lead.
    struct Target: Sendable, Equatable {
        var portID: PortID
        /// Nil for the port's only address.
        var fixedAddress: String?
    }

    var networkID: NetworkID
    var projectID: ProjectID
    var address: IPAddress?
    var subnetID: SubnetID?
    var target: Target?
    var description = ""
    var dnsName = ""
    var dnsDomain = ""
    var tags: [String] = []
}
