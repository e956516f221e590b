import AgentProtocol

/// Whose entries are in forwarding tables and groups' sets: elements of the kernel's carry no label, so a file beside them names the
/// items. The next agent begins with these as wanted, and takes away only what it is told to.
struct PeerFiles {
    let files: any RunFiles

    /// Losing them costs the observation of what is no longer wanted.
    func write(_ peers: [String: Wanted.Held<PeerSpec>], of network: String) {
        let lines = peers.sorted { $0.key < $1.key }.map { id, held in
            "\(id) \(held.generation) \(held.spec.mac) \(held.spec.endpoint) \(held.spec.addresses.joined(separator: ","))\n"
        }
        write(lines, "peers/" + network)
    }

    func write(_ members: [String: Wanted.Held<GroupMemberSpec>], of group: String) {
        let lines = members.sorted { $0.key < $1.key }.map { id, held in
            "\(id) \(held.generation) \(held.spec.addresses.joined(separator: ","))\n"
        }
        write(lines, "groups/" + group)
    }

    private func write(_ lines: [String], _ name: String) {
        guard !lines.isEmpty else { return files.remove(name) }
        _ = try? files.write(lines.joined(), to: name)
    }

    /// By network, then by port.
    var peers: [String: [String: Wanted.Held<PeerSpec>]] {
        read("peers") { words in
            var peer = PeerSpec()
            guard words.count >= 4 else { return nil }
            peer.mac = words[2]
            peer.endpoint = words[3]
            if words.count > 4 { peer.addresses = words[4].split(separator: ",").map(String.init) }
            return peer
        }
    }

    /// By group, then by port.
    var members: [String: [String: Wanted.Held<GroupMemberSpec>]] {
        read("groups") { words in
            var member = GroupMemberSpec()
            if words.count > 2 { member.addresses = words[2].split(separator: ",").map(String.init) }
            return member
        }
    }

    private func read<Spec>(
        _ directory: String, _ spec: ([String]) -> Spec?
    ) -> [String: [String: Wanted.Held<Spec>]] {
        var found: [String: [String: Wanted.Held<Spec>]] = [:]
        for owner in files.names(in: directory) where !owner.hasSuffix(".new") {
            for line in (files.read(directory + "/" + owner) ?? "").split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard words.count >= 2, let generation = UInt64(words[1]), let spec = spec(words) else { continue }
                found[owner, default: [:]][words[0]] = Wanted.Held(spec: spec, generation: generation)
            }
        }
        return found
    }
}
