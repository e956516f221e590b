/// The files of the agent's state directory, as the runtime sees them; a simulator keeps them in memory.
public protocol AgentFiles: Sendable {
    /// Nil where there is no such file.
    func read(_ path: String) throws -> [UInt8]?
    /// All or nothing, and on disk when it returns. `mode` as in chmod(2).
    func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws
    /// Makes the directory (not its parents) listable by its owner only; one that exists is fine.
    func makeDirectory(_ path: String) throws
    func remove(_ path: String) throws
}
