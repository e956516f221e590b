import Core
import Networking

/// The same facts in the tree of Amazon's metadata service, which many guests still read.
enum EC2Metadata {
    /// A folder or a text.
    indirect enum Node {
        case folder([(name: String, node: Node)])
        case text(String)
    }

    static func tree(_ guest: Guest) -> Node {
        let server = guest.server
        let fixed = guest.networks.flatMap(\.addresses).filter { $0.family == .v4 }
        let instance = instanceID(server)
        var entries: [(String, Node)] = [
            ("ami-id", .text("ami-" + hex(server.number))),
            ("ami-launch-index", .text("\(server.launchIndex)")),
            ("ami-manifest-path", .text("")),
            ("block-device-mapping", .folder([("ami", .text("vda")), ("root", .text("/dev/vda"))])),
            ("hostname", .text(guest.hostname)),
            ("instance-action", .text("none")),
            ("instance-id", .text(instance)),
            ("instance-type", .text(server.flavor.name)),
            ("local-hostname", .text(guest.hostname)),
            ("local-ipv4", .text(fixed.first?.address ?? "")),
            ("placement", .folder([("availability-zone", .text(guest.zone))])),
            ("public-hostname", .text(guest.hostname)),
            ("public-ipv4", .text(fixed.flatMap(\.floating).first ?? "")),
            ("reservation-id", .text(server.reservationID)),
            ("security-groups", .text("")),
        ]
        if let name = server.keyName, let key = server.publicKey {
            entries.append(("public-keys", .folder([("0=\(name)", .folder([("openssh-key", .text(key))]))])))
        }
        return .folder(entries)
    }

    private static func instanceID(_ server: Server) -> String { "i-" + hex(server.number) }

    private static func hex(_ number: Int64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    static func document(_ guest: Guest) -> [UInt8] { JSONWriter.bytes { write(tree(guest), &$0) } }

    private static func write(_ node: Node, _ w: inout JSONWriter) {
        switch node {
        case .text(let text): w.value(text)
        case .folder(let entries): w.object { w in for (name, node) in entries { w.field(name) { write(node, &$0) } } }
        }
    }

    /// The node at a path; "0" finds "0=name", as a listing of keys shows it.
    static func find(_ path: ArraySlice<Substring>, in node: Node) -> Node? {
        guard let name = path.first else { return node }
        guard case .folder(let entries) = node else { return nil }
        let next = entries.first { $0.name == name || $0.name.hasPrefix(name + "=") }
        return next.flatMap { find(path.dropFirst(), in: $0.node) }
    }

    /// What a guest reads at a node: the text, or the names in a folder, folders with a slash behind.
    static func text(_ node: Node) -> String {
        switch node {
        case .text(let text): text
        case .folder(let entries):
            entries.map { name, node in
                if case .folder = node, !name.contains("=") { name + "/" } else { name }
            }.joined(separator: "\n")
        }
    }
}
