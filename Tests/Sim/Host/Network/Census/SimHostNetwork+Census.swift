import Netlink
import NetworkRole
import Synchronization

extension SimHostNetwork {
    /// All that is on this host's network now.
    var census: NetworkCensus {
        let state = state.withLock { $0 }
        var lines: [String] = []
        for (name, space) in state.network.all {
            let place = name.isEmpty ? "host" : name
            if !name.isEmpty { lines.append("namespace \(name)") }
            lines += NetworkCensus.lines(space.dump([.forwarding, .routes]), place: place)
            lines += NetworkCensus.lines(rules: RulesetListing.text(space.rules.tables), place: place)
            lines += space.values.map { "setting \(place) \($0.key) \($0.value)" }
        }
        for (path, text) in state.files where !Self.isFleeting(path) { lines += NetworkCensus.lines(file: short(path), text) }
        for process in state.processes.values { lines += self.lines(process, state) }
        return NetworkCensus(lines + state.listeners.keys.map { "listener \($0)" })
    }

    /// What differs from run to run: numbers of processes, and what guests have been given.
    private static func isFleeting(_ path: String) -> Bool { path.hasSuffix("/pid") || path.hasSuffix("/leases") }

    private func short(_ path: String) -> String {
        let prefix = settings.runDirectory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    private func lines(_ process: MemoryProcess, _ state: HostNetworkState) -> [String] {
        let place = state.network.names.first { $0.value == process.namespace }?.key ?? "nameless-\(process.namespace)"
        let path = process.words.last { $0.hasPrefix("--conf-file=") }.map { short(String($0.dropFirst(12))) } ?? ""
        let name = "\(place) \(path)"
        return ["process \(name)"] + process.configuration.map { "runs \(name) \($0)" }
            + process.reservations.map { "serves \(name) \($0)" } + process.options.map { "tells \(name) \($0)" }
    }
}
