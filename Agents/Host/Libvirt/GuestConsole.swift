/// Bytes to and from a guest's serial console.
public protocol GuestConsole: Sendable {
    /// What the guest printed next; nil when the console has ended.
    func read() async throws -> [UInt8]?
    func write(_ bytes: [UInt8]) async throws
    /// Ends pending reads, too.
    func close() async
}
