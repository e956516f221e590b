import Glibc
import Netlink

/// All that a fake host holds of its network: what outlives an agent.
struct HostNetworkState: Sendable {
    var network = MemoryNetwork()
    /// Small files, by their whole paths.
    var files: [String: String] = [:]
    var processes: [Int32: MemoryProcess] = [:]
    /// The sockets of the agent that lives, by network: the number of the namespace that they are in.
    var listeners: [String: Int] = [:]
    private var nextProcess: Int32 = 1000

    /// What is in a directory, in order.
    func names(in directory: String) -> [String] {
        let prefix = directory + "/"
        let names = files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count).prefix { $0 != "/" } }
        return Set(names.map(String.init)).sorted()
    }

    // MARK: Namespaces

    mutating func deleteNamespace(_ name: String) {
        if let number = network.unname(name) { tidy(number) }
    }

    /// A namespace lives until its name is gone and nobody is in it.
    private mutating func tidy(_ number: Int) {
        guard !processes.values.contains(where: { $0.namespace == number }), !listeners.values.contains(number) else { return }
        network.destroy(number)
    }

    mutating func closeListener(_ name: String) {
        if let number = listeners.removeValue(forKey: name) { tidy(number) }
    }

    // MARK: Processes

    mutating func start(_ process: MemoryProcess) -> Int32 {
        nextProcess += 1
        processes[nextProcess] = process
        if let path = process.pidFile { files[path] = "\(nextProcess)\n" }
        if let path = process.leaseFile, files[path] == nil { files[path] = "" }
        return nextProcess
    }

    mutating func signal(_ number: Int32, to id: Int32) {
        guard let process = processes[id] else { return }
        switch number {
        case SIGHUP: processes[id]?.read(files)
        case SIGTERM, SIGKILL:
            processes[id] = nil
            // It has no time to when it is killed.
            if number == SIGTERM, let path = process.pidFile { files[path] = nil }
            tidy(process.namespace)
        default: break
        }
    }
}
