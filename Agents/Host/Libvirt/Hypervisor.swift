/// What the agent asks of libvirt: the seam below which tests put a fake or libvirt's own test driver.
public protocol Hypervisor: Sendable {
    /// "9.0.0"
    func libraryVersion() async throws -> String
    /// The hypervisor's own, such as QEMU's.
    func hypervisorVersion() async throws -> String
    /// The driver: "QEMU", "TEST", "Xen" …
    func driver() async throws -> String
    func isAlive() async -> Bool
    func close() async
}
