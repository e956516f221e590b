/// What says on the host itself whose something is: the alias of a device, the comment of an nftables element.
///
/// "apus:<kind>:<id>:<generation>", and where it is an element's, ":<digest>:<zone>" behind.
struct Label: Sendable, Hashable, CustomStringConvertible {
    enum Kind: String, Sendable {
        case network, tunnel, service, wire, physical, router, port, group
    }

    var kind: Kind
    var id: String
    var generation: UInt64
    /// Of what belongs to it, so that a restart need not read all of it; empty where nothing is digested.
    var digest = ""
    /// The zone of connection tracking; 0 for none.
    var zone = 0

    init(_ kind: Kind, _ id: String, _ generation: UInt64, digest: String = "", zone: Int = 0) {
        self.kind = kind
        self.id = id
        self.generation = generation
        self.digest = digest
        self.zone = zone
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4 || parts.count == 6, parts[0] == "apus", let kind = Kind(rawValue: parts[1]), !parts[2].isEmpty,
            let generation = UInt64(parts[3])
        else { return nil }
        self.init(kind, parts[2], generation)
        guard parts.count == 6 else { return }
        digest = parts[4]
        zone = Int(parts[5]) ?? 0
    }

    var description: String {
        let head = "apus:\(kind.rawValue):\(id):\(generation)"
        return digest.isEmpty && zone == 0 ? head : head + ":\(digest):\(zone)"
    }
}
