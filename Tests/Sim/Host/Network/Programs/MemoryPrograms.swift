import AgentRuntime
import HostCommands
import Netlink
import Synchronization

/// The programs that the network role calls, on a fake host: dnsmasq in a namespace, conntrack, modprobe.
struct MemoryPrograms: CommandRunner {
    let host: SimHostNetwork
    let calls: any HostCalls
    let time: any AgentTime

    func execute(_ command: Command) async throws -> CommandResult {
        let (namespace, words) = Self.entered(command)
        let name = words.joined(separator: " ")
        if let delay = host.knobs.delay(name) { try await time.sleep(until: time.uptime + delay) }
        let trouble = host.knobs.trouble(name)
        return try await calls.call(name) {
            if trouble == .lie { return CommandResult(status: 0) }
            if trouble != nil { return CommandResult(status: 1, complaints: "\(words[0]): failed, because a test wants it") }
            return try run(words, in: namespace)
        }
    }

    /// "nsenter --net=FILE -- PROGRAM …" (nsenter(1)).
    private static func entered(_ command: Command) -> (NetworkNamespace, [String]) {
        let words = [command.program] + command.arguments
        guard command.program == "nsenter", let end = words.firstIndex(of: "--") else { return (.own, words) }
        let file = words[..<end].first { $0.hasPrefix("--net=") }
        return (NetworkNamespace(path: file.map { String($0.dropFirst(6)) }), Array(words[(end + 1)...]))
    }

    private func run(_ words: [String], in namespace: NetworkNamespace) throws -> CommandResult {
        switch words.first {
        case "dnsmasq": startServer(words, in: namespace)
        case "conntrack":
            CommandResult(status: 1, complaints: "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.")
        case "modprobe": CommandResult(status: 0)
        default: throw CommandError.missing(program: words.first ?? "")
        }
    }

    private func startServer(_ words: [String], in namespace: NetworkNamespace) -> CommandResult {
        host.state.withLock { state in
            guard let number = host.number(of: namespace, state) else {
                return CommandResult(
                    status: 1, complaints: "nsenter: cannot open \(namespace): No such file or directory")
            }
            let path = words.first { $0.hasPrefix("--conf-file=") }.map { String($0.dropFirst(12)) } ?? ""
            guard let process = MemoryProcess(words: words, namespace: number, path: path, files: state.files) else {
                return CommandResult(status: 3, complaints: "dnsmasq: cannot read \(path): No such file or directory")
            }
            if let line = process.nonsense {
                return CommandResult(status: 1, complaints: "dnsmasq: bad option in \(path): \(line)")
            }
            _ = state.start(process)
            return CommandResult(status: 0)
        }
    }
}
