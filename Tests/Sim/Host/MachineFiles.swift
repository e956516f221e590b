import AgentRuntime

/// The files of the agent's state directory, on the machine's disk.
struct MachineFiles: AgentFiles {
    let calls: MachineCalls
    private let disk = DiskFiles()

    init(calls: MachineCalls) { self.calls = calls }

    func read(_ path: String) throws -> [UInt8]? { try disk.read(path) }

    func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws {
        let name = path.split(separator: "/").last ?? ""
        try calls.callNow("write \(name)") { try disk.write(bytes, to: path, mode: mode) }
    }

    func makeDirectory(_ path: String) throws { try disk.makeDirectory(path) }

    func remove(_ path: String) throws {
        try calls.callNow("remove \(path.split(separator: "/").last ?? "")") { try disk.remove(path) }
    }
}
