/// What the compute role asks of a hypervisor: the seam below which tests put libvirt's test driver or a fake.
///
/// Domains are named by their UUID. All calls throw `LibvirtError`; a missing domain is one (`isNoDomain`).
public protocol DomainHost: Sendable {
    func domains() async throws -> [HostDomain]
    /// Nil where there is none.
    func domain(_ id: String) async throws -> HostDomain?
    /// Makes or replaces the persistent definition; what runs is left as it is.
    func define(_ document: String) async throws
    /// - Parameter discardingState: boots anew although there is a managed save image
    func start(_ id: String, paused: Bool, discardingState: Bool) async throws
    /// Cuts the power.
    func destroy(_ id: String) async throws
    /// Presses the power button; the guest may take its time, or ignore it.
    func shutdown(_ id: String) async throws
    func suspend(_ id: String) async throws
    func resume(_ id: String) async throws
    /// Writes the memory to disk and ends the domain; it will run, not be paused, when it is restored.
    func save(_ id: String) async throws
    func discardSavedState(_ id: String) async throws
    /// Removes the definition with its saved state and firmware variables.
    func undefine(_ id: String) async throws
    /// Plugs a device in, now and for later starts.
    func attach(_ id: String, device: String) async throws
    /// Asks the guest to let go of a device. It is gone from the document when the guest has.
    func detach(_ id: String, device: String) async throws
    /// Replaces the domain's element of a metadata namespace.
    func label(_ id: String, element: String, prefix: String, namespace: String) async throws
    /// A connected socket that speaks RFB; the caller closes it.
    func openScreen(_ id: String) async throws -> Int32
    /// The first serial console. Whoever had it loses it.
    func openConsole(_ id: String) async throws -> any GuestConsole
    /// For one reader.
    var events: AsyncStream<DomainEvent> { get }
}
