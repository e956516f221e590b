import AgentProtocol
import AgentRuntime
import Logging
import Netlink

/// What a killed agent has left half made or half removed. No label says whose it is, so no item would ever take it away.
///
/// Theory of operation. A device is in the group of the agent's from the call that makes it, and gets its label in the next one: in that
/// group and without a label, it was being made. A namespace is made before the devices that lead there and removed after them:
/// empty and not spoken of by any label, it was begun, or all but gone. Nobody uses either. What is wanted of them is made anew.
extension NetworkWorker {
    func sweep(_ dump: NetworkDump) async {
        do {
            try await seams.change(dump.links.filter(isTorn).map { .deleteLink($0.name) }, in: seams.base)
            try await sweepNamespaces(dump)
            try await filter.tidy()
        } catch {
            seams.logger.warning("what an earlier agent has left half made stays", metadata: ["reason": "\(error)"])
        }
        for directory in ["peers", "groups"] {
            for name in seams.files.names(in: directory) where name.hasSuffix(".new") {
                seams.files.remove("\(directory)/\(name)")
            }
        }
        for id in seams.files.names(in: "dhcp") { NetworkDHCP(seams: seams, id: id, spec: NetworkSpec()).reload() }
    }

    private func isTorn(_ link: NetworkDump.Link) -> Bool {
        let isProvider = seams.settings.physicalNetworks.values.contains { $0.bridge == link.name }
        return link.group == NetworkDump.Link.ownGroup && link.alias.isEmpty && (isProvider || DeviceName.isLabelled(link.name))
    }

    private func sweepNamespaces(_ dump: NetworkDump) async throws {
        let labelled = Set(dump.links.compactMap { Label($0.alias)?.id })
        for name in await seams.kernel.namespaces() {
            guard let (kind, id) = DeviceName.owner(ofNamespace: name), !labelled.contains(id) else { continue }
            let inside = try? await seams.kernel.dump(seams.kernel.namespace(name), [])
            guard inside?.links.allSatisfy({ $0.name == "lo" }) != false else { continue }
            if kind == .router {
                try await RouterMaker(seams: seams).remove(id, dump)
            } else {
                await NetworkDHCP(seams: seams, id: id, spec: NetworkSpec()).remove()
                try await seams.kernel.deleteNamespace(name)
            }
        }
    }
}
