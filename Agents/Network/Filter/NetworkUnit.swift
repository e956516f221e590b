import AgentProtocol
import Netlink

/// What belongs to one network in the tables: its zone, its being closed to the host, and what its tunnel keeps at home.
enum NetworkUnit {
    /// - Parameters:
    ///   - bridge: by which the network is known here
    ///   - zone: of connection tracking
    static func make(
        _ id: String, _ held: Wanted.Held<NetworkSpec>, bridge: String, zone: Int, _ tracking: Tracking
    ) -> FilterUnit {
        let spec = held.spec
        var unit = outline(
            bridge: bridge, label: Label(.network, id, held.generation, zone: zone), tunnel: tunnel(id, spec), tracking)
        if let tunnel = tunnel(id, spec) {
            let chain = "\(FilterTables.bridge) via_\(nftName(tunnel))"
            unit.fill = ["flush chain \(chain)"] + homeRules(spec).map { "add rule \(chain) \($0)" }
        }
        // Which kind of network it is counts, too.
        unit.fill.append("# \(spec.kind) \(zone)")
        unit.label.digest = unit.digest
        unit.enter = ["add element \(FilterTables.track) bridges { \"\(bridge)\" comment \"\(unit.label)\" }"]
        if let tunnel = tunnel(id, spec) {
            unit.enter.append("add element \(FilterTables.bridge) tunnels { \"\(tunnel)\" : goto via_\(nftName(tunnel)) }")
        }
        unit.enter += closing(bridge, zone, tracking).map { "add element \($0)" }
        return unit
    }

    static func outline(bridge: String, label: Label, tunnel: String?, _ tracking: Tracking) -> FilterUnit {
        var unit = FilterUnit(key: .network(bridge: bridge), label: label)
        unit.leave = ["delete element \(FilterTables.track) bridges { \"\(bridge)\" }"]
        if label.zone > 0 { unit.leave += closing(bridge, nil, tracking).map { "delete element \($0)" } }
        guard let tunnel else { return unit }
        let chain = "\(FilterTables.bridge) via_\(nftName(tunnel))"
        unit.declare = ["add chain \(chain)"]
        unit.leave.append("delete element \(FilterTables.bridge) tunnels { \"\(tunnel)\" }")
        unit.drop = ["flush chain \(chain)", "delete chain \(chain)"]
        return unit
    }

    private static func tunnel(_ id: String, _ spec: NetworkSpec) -> String? {
        spec.kind == .vxlan ? DeviceName.vxlan(id) : nil
    }

    private static func closing(_ bridge: String, _ zone: Int?, _ tracking: Tracking) -> [String] {
        let zones = tracking == .bridge ? FilterTables.bridge : FilterTables.track
        return [
            "\(FilterTables.track) closed { \"\(bridge)\" }",
            "\(FilterTables.guardian) closed { \"\(bridge)\" }",
            "\(zones) zones { \"\(bridge)\"\(zone.map { " : \($0)" } ?? "") }",
        ]
    }

    /// The services of DHCP and metadata have the same MAC and addresses on every host: neither they nor questions for them may
    /// leave it.
    private static func homeRules(_ spec: NetworkSpec) -> [String] {
        guard let mac = HardwareAddress(spec.serviceMac) else { return [] }
        let addresses =
            [ServiceAddresses.metadata4, ServiceAddresses.metadata6] + spec.subnets.compactMap { IPAddress($0.serviceAddress) }
        let v4 = addresses.filter { !$0.isV6 }.map(\.description).sorted().joined(separator: ", ")
        let v6 = (addresses + [mac.linkLocal]).filter(\.isV6).map { "0x" + $0.hex }.sorted().joined(separator: ", ")
        return [
            "ether saddr \(mac) drop",
            "ether daddr \(mac) drop",
            "arp daddr ip { \(v4) } drop",
            "icmpv6 type nd-neighbor-solicit @th,64,128 { \(v6) } drop",
            "udp sport 68 udp dport 67 drop",
            "udp sport 546 udp dport 547 drop",
        ]
    }
}
