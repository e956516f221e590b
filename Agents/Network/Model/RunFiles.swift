/// Small files below the run directory, by names relative to it: whole or not at all, and gone with the boot. The seam below which
/// tests put files in memory.
public protocol RunFiles: Sendable {
    /// Nil where there is no such file.
    func read(_ name: String) -> String?
    /// Readable by programs that have given up root. Makes the directories on the way.
    /// - Returns: was it different before?
    @discardableResult
    func write(_ text: String, to name: String) throws -> Bool
    /// What is in a directory, in order; nothing where there is none.
    func names(in directory: String) -> [String]
    /// A directory of files, and the directory.
    func removeDirectory(_ name: String)
    func remove(_ name: String)
}
