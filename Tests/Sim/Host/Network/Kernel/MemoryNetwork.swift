import Glibc
import Netlink

/// The network of a fake kernel: all namespaces of one host. Number 0 is the host's own.
struct MemoryNetwork: Sendable {
    static let base = 0

    private(set) var spaces: [Int: MemoryNamespace] = [base: MemoryNamespace()]
    /// Named ones, by their names.
    private(set) var names: [String: Int] = [:]
    private var next = 1

    /// What `ip netns` would list, and the host's own as an empty name. One without a name that somebody still lives in has a
    /// number instead.
    var all: [(name: String, space: MemoryNamespace)] {
        let known = Dictionary(names.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        return spaces.sorted { $0.key < $1.key }.map { number, space in
            (number == Self.base ? "" : known[number] ?? "nameless-\(number)", space)
        }
    }

    func space(_ number: Int) throws(Errno) -> MemoryNamespace {
        guard let space = spaces[number] else { throw Errno(ENOENT) }
        return space
    }

    mutating func change<T>(_ number: Int, _ body: (inout MemoryNamespace) throws(Errno) -> T) throws(Errno) -> T {
        guard var space = spaces[number] else { throw Errno(ENOENT) }
        let result = try body(&space)
        spaces[number] = space
        return result
    }

    mutating func create(_ name: String) {
        guard names[name] == nil else { return }
        names[name] = next
        spaces[next] = MemoryNamespace()
        next += 1
    }

    /// - Returns: the number that has lost its name
    mutating func unname(_ name: String) -> Int? { names.removeValue(forKey: name) }

    /// Destroys a namespace that has no name and nobody in it: its devices go, and the other ends of its pairs.
    mutating func destroy(_ number: Int) {
        guard number != Self.base, !names.values.contains(number), let space = spaces.removeValue(forKey: number) else { return }
        for peer in space.links.values.compactMap(\.peer) {
            _ = try? change(peer.namespace) { (other) throws(Errno) in try other.extract(peer.name) }
        }
    }

    /// - Parameter find: the number of a namespace by the path of its file
    mutating func apply(
        _ change: NetlinkChange, in number: Int, find: (String) -> Int?
    ) throws(Errno) {
        switch change {
        case .createVeth(let name, let peer, let mac, let namespace):
            try makePair(name, peer, mac, number, namespace.map(find) ?? number)
        case .deleteLink(let name):
            let link = try self.change(number) { (space) throws(Errno) in try space.extract(name) }
            guard let peer = link.peer else { return }
            _ = try? self.change(peer.namespace) { (other) throws(Errno) in try other.extract(peer.name) }
        default: try self.change(number) { (space) throws(Errno) in try Self.apply(change, to: &space) }
        }
    }

    private mutating func makePair(
        _ name: String, _ peer: String, _ mac: HardwareAddress?, _ number: Int, _ other: Int?
    ) throws(Errno) {
        guard let other, spaces[other] != nil else { throw Errno(ENOENT) }
        guard try space(number).links[name] == nil, spaces[other]?.links[peer] == nil, number != other || name != peer else {
            throw Errno(EEXIST)
        }
        try change(other) { (space) throws(Errno) in
            try space.insert(peer, kind: "veth", mac: mac, peer: MemoryLink.Peer(namespace: number, name: name))
        }
        try change(number) { (space) throws(Errno) in
            try space.insert(
                name, kind: "veth", mac: nil, peer: MemoryLink.Peer(namespace: other, name: peer),
                group: NetworkDump.Link.ownGroup)
        }
    }

    private static func apply(_ change: NetlinkChange, to space: inout MemoryNamespace) throws(Errno) {
        switch change {
        case .createBridge(let name, let mac):
            try space.insert(name, kind: "bridge", mac: mac, group: NetworkDump.Link.ownGroup)
        case .createVXLAN(let name, let vni, let local, _): try space.insertVXLAN(name, vni: vni, local: local)
        case .setLink(let name, let settings): try space.set(name, settings)
        case .addAddress(let address): try space.add(address)
        case .deleteAddress(let address): try space.remove(address)
        case .replaceRoute(let route): try space.replace(route)
        case .deleteRoute(let route): try space.remove(route)
        case .addForwarding(let entry): try space.add(entry)
        case .deleteForwarding(let entry): try space.remove(entry)
        case .createVeth, .deleteLink: throw Errno(EINVAL)
        }
    }
}
