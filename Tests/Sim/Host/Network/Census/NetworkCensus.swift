import Netlink

/// All that is on a host's network, one line each, in an order that does not depend on when it was made: what two runs of a scenario
/// compare, and where a leak shows.
struct NetworkCensus: Sendable, Equatable, CustomStringConvertible {
    private(set) var lines: [String]

    init(_ lines: [String]) { self.lines = lines.sorted() }

    var description: String { lines.joined(separator: "\n") }

    /// What the role has made: all but what a host has by itself.
    var made: NetworkCensus {
        NetworkCensus(
            lines.filter { line in
                !["host/lo", "host/eth0"].contains { line.split(separator: " ").dropFirst().first ?? "" == $0 }
            })
    }

    /// Without what may differ between two ways to the same end.
    var essence: NetworkCensus { NetworkCensus(lines.map(CensusEssence.of)) }

    /// Lines about an id: whole, or as far as names of devices have room for it.
    func mentioning(_ id: String) -> [String] { lines.filter { $0.contains(id) || $0.contains(id.prefix(11)) } }

    func count(_ kind: String) -> Int { lines.count { $0.hasPrefix(kind + " ") } }

    /// What only one of the two has: "- " here, "+ " there.
    func difference(to other: NetworkCensus) -> [String] {
        var rest = other.lines
        var found: [String] = []
        for line in lines {
            if let place = rest.firstIndex(of: line) { rest.remove(at: place) } else { found.append("- " + line) }
        }
        return found + rest.map { "+ " + $0 }
    }

    // MARK: Lines

    /// - Parameter place: "host", or the name of a namespace
    static func lines(_ dump: NetworkDump, place: String) -> [String] {
        // What the kernel makes by itself is nobody's.
        let addresses = dump.addresses.filter { $0.link != "lo" && !isFormed($0.prefix.address) }
        let routes = dump.routes.filter { route in
            route.link != "lo" && !(route.gateway == nil && route.destination.address.isV6)
        }
        return dump.links.map { link(place, $0) }
            + addresses.map { "address \(place)/\($0.link) \($0.prefix)" }
            + routes.map { route in
                "route \(place)/\(route.link ?? "") \(route.destination)" + (route.gateway.map { " by \($0)" } ?? "")
            }
            + dump.forwarding.map { "forward \(place)/\($0.link) \($0.mac) to \($0.destination)" }
    }

    /// By a device, of its MAC (RFC 4291, appendix A).
    private static func isFormed(_ address: IPAddress) -> Bool {
        address.isV6 && address.isLinkLocal && address.bytes[11] == 0xFF && address.bytes[12] == 0xFE
    }

    /// The file, and each of its lines: their order says nothing.
    static func lines(file name: String, _ text: String) -> [String] {
        ["file \(name)"] + text.split(separator: "\n").map { "line \(name) \($0)" }
    }

    private static func link(_ place: String, _ link: NetworkDump.Link) -> String {
        var words = ["link \(place)/\(link.name)", link.kind, "\(link.mtu)", link.isUp ? "up" : "down"]
        if let master = link.master { words.append("in \(master)") }
        if let vni = link.vni { words.append("vni \(vni)") }
        if link.group == NetworkDump.Link.ownGroup { words.append("ours") }
        if !link.alias.isEmpty { words.append(link.alias) }
        return words.joined(separator: " ")
    }

    static func lines(rules: String, place: String) -> [String] {
        RulesetInventory(rules).lines.map { line in
            let kind = line.prefix { $0 != " " }
            return "\(kind) \(place)\(line.dropFirst(kind.count))"
        }
    }
}
