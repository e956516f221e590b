import AgentProtocol

/// Which peers of networks are in the forwarding tables: an entry of the kernel's carries no label, so a file beside says whose it is.
struct PeerFiles {
    let files: RunFiles

    struct Peer: Sendable, Equatable {
        var network: String
        var id: String
        var generation: UInt64
    }

    /// Losing it costs an observation after a restart, no entry: entries are compared with the kernel's.
    func write(_ peers: [String: Wanted.Held<PeerSpec>], of network: String) {
        guard !peers.isEmpty else { return files.remove("peers/" + network) }
        let lines = peers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.generation)\n" }
        _ = try? files.write(lines.joined(), to: "peers/" + network)
    }

    func all() -> [Peer] {
        files.names(in: "peers").flatMap { network in
            (files.read("peers/" + network) ?? "").split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard words.count == 2, let generation = UInt64(words[1]) else { return nil }
                return Peer(network: network, id: String(words[0]), generation: generation)
            }
        }
    }
}
