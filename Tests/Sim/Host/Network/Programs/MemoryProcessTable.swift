import HostCommands
import Synchronization

/// The processes of a fake host, as one life of its agent sees them.
struct MemoryProcessTable: ProcessTable {
    let host: SimHostNetwork
    let calls: any HostCalls

    func words(of process: Int32) -> [String]? { host.state.withLock { $0.processes[process]?.words } }

    func signal(_ number: Int32, to process: Int32) {
        let name = "signal \(number) to \(words(of: process)?.last ?? "nobody")"
        let trouble = host.knobs.trouble(name)
        calls.callNow(name) {
            // It may be too busy to listen.
            if trouble != nil { return }
            host.state.withLock { $0.signal(number, to: process) }
        }
    }
}
