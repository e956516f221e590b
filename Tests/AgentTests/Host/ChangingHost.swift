import HostFacts
import Synchronization

/// A fixture that a test changes while it is looked at.
final class ChangingHost: HostFiles {
    private let state: Mutex<(host: FixtureHost, looks: Int)>

    init(_ host: FixtureHost) { state = Mutex((host, 0)) }

    /// How often the load has been read.
    var looks: Int { state.withLock { $0.looks } }
    func change(_ body: (inout FixtureHost) -> Void) { state.withLock { body(&$0.host) } }

    func read(_ path: String) -> String? {
        state.withLock { state in
            if path == "/proc/loadavg" { state.looks += 1 }
            return state.host.read(path)
        }
    }

    func list(_ path: String) -> [String] { state.withLock { $0.host.list(path) } }
    func opens(_ path: String) -> Bool { state.withLock { $0.host.opens(path) } }
    func usage(of mountPoint: String) -> FileSystem.Usage? { state.withLock { $0.host.usage(of: mountPoint) } }
    func addresses() -> [String: [String]] { state.withLock { $0.host.addresses() } }
}
