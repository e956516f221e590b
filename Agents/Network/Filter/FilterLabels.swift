import Nftables

/// Reads back from the kernel whose units are there.
enum FilterLabels {
    /// The elements of a map or set as nft(8) lists them, with their comments.
    static func elements(_ listing: String) -> [(name: String, label: Label)] {
        // "tap0" comment "apus:port:…" : goto from_tap0
        let texts = listing.split(separator: "\"", omittingEmptySubsequences: false)
        var found: [(String, Label)] = []
        for place in texts.indices where place >= 2 && place % 2 == 1 && texts[place - 1] == " comment " {
            guard let label = Label(String(texts[place])) else { continue }
            found.append((String(texts[place - 2]), label))
        }
        return found
    }

    /// Runs in the namespace of the tables.
    static func read(_ rulesets: any Rulesets, _ tracking: Tracking) throws -> [FilterUnit] {
        let ports = elements(try rulesets.list("list map \(FilterTables.bridge) from_taps"))
            .map { PortUnit.outline(tap: $0.name, label: $0.label) }
        let groups = elements(try rulesets.list("list set \(FilterTables.bridge) labels"))
            .map { GroupUnit.outline($0.label.id, label: $0.label) }
        let tunnels = try rulesets.list("list map \(FilterTables.bridge) tunnels")
        let networks = elements(try rulesets.list("list set \(FilterTables.track) bridges")).map { name, label in
            let tunnel = DeviceName.vxlan(label.id)
            return NetworkUnit.outline(
                bridge: name, label: label, tunnel: tunnels.contains("\"\(tunnel)\"") ? tunnel : nil, tracking)
        }
        return ports + groups + networks
    }
}
