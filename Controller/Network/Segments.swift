import Core
import Store

/// How hosts tell networks apart: the segments of layer 2.
enum Segments {
    /// Numbers of VXLAN segments (RFC 7348: 24 bits); zero means none.
    static let vxlan = 1...16_777_215

    /// Gives the network what its kind needs and its maker did not say, and refuses what does not fit it.
    static func settle(_ tx: Transaction, _ network: inout Network) throws {
        switch network.kind {
        case .vxlan: try settleVXLAN(tx, &network)
        case .flat: try checkFlat(tx, network)
        case .local: try forbid(network.segmentationID != nil || network.physicalNetwork != nil, "segmentation_id", network)
        }
        try checkMTU(network)
    }

    /// A VXLAN header has to fit into what the underlay carries.
    static func checkMTU(_ network: Network) throws {
        let most = network.kind == .vxlan ? Network.overlayMTU : Int(UInt16.max)
        guard network.mtu <= most else {
            throw NetworkRefusal.invalid("Requested MTU is too big, maximum is \(most)")
        }
        guard network.mtu >= 0 else { throw NetworkRefusal.attribute("mtu", "'\(network.mtu)' should be non-negative") }
    }

    /// IPv4 needs 68 bytes (RFC 791), IPv6 1280 (RFC 8200).
    ///
    /// - Throws: `Fault` 409 NetworkMTUSubnetConflict.
    static func checkMTU(_ network: Network, carries family: IPAddress.Family) throws {
        let least = family == .v4 ? 68 : 1280
        guard network.mtu >= least else {
            throw NetworkRefusal.make(
                .conflict, "NetworkMTUSubnetConflict",
                "MTU of \(network.id) is not valid, subnet requires a minimum of \(least)")
        }
    }

    private static func settleVXLAN(_ tx: Transaction, _ network: inout Network) throws {
        try forbid(network.physicalNetwork != nil, "provider:physical_network", network)
        guard let id = network.segmentationID else {
            network.segmentationID = try freeVNI(tx)
            return
        }
        guard vxlan.contains(id) else {
            throw NetworkRefusal.invalid("segmentation_id out of range (\(vxlan.lowerBound) through \(vxlan.upperBound))")
        }
        guard try !isTaken(tx, id) else {
            throw NetworkRefusal.make(
                .conflict, "TunnelIdInUse", "Unable to create the network. The tunnel ID \(id) is in use.")
        }
    }

    private static func checkFlat(_ tx: Transaction, _ network: Network) throws {
        try forbid(network.segmentationID != nil, "segmentation_id", network)
        guard let name = network.physicalNetwork else {
            throw NetworkRefusal.invalid("physical_network required for flat provider network")
        }
        let isTaken =
            try tx.first(
                "SELECT id FROM network_network WHERE network_type = 'flat' AND physical_network = \(name)") != nil
        guard !isTaken else {
            throw NetworkRefusal.make(
                .conflict, "FlatNetworkInUse",
                "Unable to create the flat network. Physical network \(name) is in use.")
        }
    }

    private static func forbid(_ isThere: Bool, _ attribute: String, _ network: Network) throws {
        guard !isThere else {
            throw NetworkRefusal.invalid("\(attribute) prohibited for \(network.kind.rawValue) provider network")
        }
    }

    /// The number after the highest, and when those have run out, the first gap.
    private static func freeVNI(_ tx: Transaction) throws -> Int {
        let highest: Int? = try tx.value("SELECT max(segmentation_id) FROM network_network WHERE network_type = 'vxlan'")
        let next = (highest ?? vxlan.lowerBound - 1) + 1
        if vxlan.contains(next) { return next }
        let gap: Int? = try tx.value(
            """
            SELECT min(n.segmentation_id) + 1 FROM network_network n WHERE n.network_type = 'vxlan' AND NOT EXISTS (
                SELECT 1 FROM network_network m WHERE m.network_type = 'vxlan' AND m.segmentation_id = n.segmentation_id + 1)
            """)
        if try !isTaken(tx, vxlan.lowerBound) { return vxlan.lowerBound }
        guard let gap, vxlan.contains(gap) else {
            throw NetworkRefusal.make(
                .unavailable, "NoNetworkAvailable", "Unable to create the network. No tenant network is available for allocation."
            )
        }
        return gap
    }

    private static func isTaken(_ tx: Transaction, _ id: Int) throws -> Bool {
        try tx.first(
            "SELECT id FROM network_network WHERE network_type = 'vxlan' AND segmentation_id = \(id)") != nil
    }
}
