import Synchronization

/// The credentials in force, and their copy on disk. A renewal keeps the key, so that it replaces one file, at once; the next
/// dial uses it.
public final class CredentialStore: Sendable {
    private let state: AgentState
    private let files: any AgentFiles
    private let host: String
    private let value: Mutex<Credentials>

    /// - Throws: `AgentFault` where this host has not joined or its files are damaged.
    public init(_ state: AgentState, host: String, files: any AgentFiles = DiskFiles()) throws {
        self.state = state
        self.files = files
        self.host = host
        let credentials = try Credentials(
            authority: Self.text(state.authority, files), chain: Self.text(state.certificate, files),
            key: Self.text(state.key, files))
        value = Mutex(credentials)
    }

    public var current: Credentials { value.withLock { $0 } }

    func certificateRequest() throws -> [UInt8] {
        try HostKey(pem: current.key).requestDER(host: host)
    }

    /// - Throws: `AgentFault` where the chain is not for this host's key, or cannot be stored; the old one stays in force.
    func take(chain: String) throws {
        let old = current
        let new = try Credentials(authority: old.authority, chain: chain, key: old.key)
        try files.write(Array(chain.utf8), to: state.certificate, mode: 0o644)
        value.withLock { $0 = new }
    }

    private static func text(_ path: String, _ files: any AgentFiles) throws -> String {
        guard let bytes = try files.read(path) else {
            throw AgentFault(
                "AGENT-NOT-JOINED", "This host has not joined a controller: there is no \(path).",
                hint: "Run `apus join HOST` on the controller, and here the command that it prints.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
