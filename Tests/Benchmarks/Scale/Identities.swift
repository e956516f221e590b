import AgentRuntime
import Core
import FoundationEssentials
import Synchronization

/// The keys and certificates of the simulated hosts, in one file.
struct Identities {
    private static let file = "hosts.json"

    private(set) var chains: [String: String] = [:]
    private(set) var keys: [String: String] = [:]

    init(_ directory: StateDirectory) throws {
        guard let bytes = try DurableFile.read("\(directory.path)/\(Self.file)") else { return }
        for (host, pair) in try JSONParser.parse(bytes).object ?? [:] {
            chains[host] = pair["chain"]?.string
            keys[host] = pair["key"]?.string
        }
    }

    mutating func add(_ host: String, _ files: MemoryFiles) {
        let state = AgentState("/agent")
        chains[host] = files.text(state.certificate)
        keys[host] = files.text(state.key)
    }

    func write(to directory: StateDirectory) throws {
        let pairs = chains.map { host, chain in
            (host, JSON.object(["chain": .string(chain), "key": .string(keys[host] ?? "")]))
        }
        let text = JSON.object(Dictionary(pairs) { $1 }).text
        try DurableFile.write(Array(text.utf8), to: "\(directory.path)/\(Self.file)", mode: 0o600)
    }
}

/// The state directory of one agent.
final class MemoryFiles: AgentFiles {
    private let files = Mutex<[String: [UInt8]]>([:])

    func text(_ path: String) -> String { files.withLock { String(decoding: $0[path] ?? [], as: UTF8.self) } }
    func read(_ path: String) throws -> [UInt8]? { files.withLock { $0[path] } }
    func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws { files.withLock { $0[path] = bytes } }
    func makeDirectory(_ path: String) throws {}
    func remove(_ path: String) throws { files.withLock { $0[path] = nil } }
}
