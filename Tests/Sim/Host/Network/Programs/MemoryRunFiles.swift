import Glibc
import Netlink
import NetworkRole
import Synchronization

/// The small files of a fake host below its run directory, as one life of its agent sees them. Each is written beside its place and
/// renamed, as on a disk: an agent may die in between.
struct MemoryRunFiles: RunFiles {
    let host: SimHostNetwork
    let calls: any HostCalls

    private func path(_ name: String) -> String { host.settings.runDirectory + "/" + name }

    func read(_ name: String) -> String? { host.state.withLock { $0.files[path(name)] } }

    @discardableResult
    func write(_ text: String, to name: String) throws -> Bool {
        if read(name) == text { return false }
        let trouble = host.knobs.trouble("write \(name)")
        if trouble == .lie { return true }
        if case .refuse(let code)? = trouble { throw NetlinkError(code: code, what: "write \(name)") }
        calls.callNow("write \(name).new") { host.state.withLock { $0.files[path(name) + ".new"] = text } }
        calls.callNow("rename \(name)") {
            host.state.withLock { state in state.files[path(name)] = state.files.removeValue(forKey: path(name) + ".new") }
        }
        return true
    }

    func names(in directory: String) -> [String] { host.state.withLock { $0.names(in: path(directory)) } }

    func removeDirectory(_ name: String) { for file in names(in: name) { remove(name + "/" + file) } }

    func remove(_ name: String) {
        guard read(name) != nil else { return }
        calls.callNow("unlink \(name)") { host.state.withLock { _ = $0.files.removeValue(forKey: path(name)) } }
    }
}
