import Core
import Store

/// What a decision must know of a host besides its resources.
struct HostState: Sendable, Equatable {
    var name: String
    var isUp: Bool
    /// Why it is up or down, in the fleet's words.
    var reason: String
    /// As the kernel names it, such as `x86_64`.
    var architecture: String
    /// By libvirt's name, such as `QEMU`.
    var hypervisor: String
    var hasKVM: Bool
    var physicalNetworks: Set<String>
    var isEnabled = true
    var disabledReason: String?
    var isForcedDown = false
    var buildFailures: Int64 = 0

    static let columns: SQL = """
        scheduler_host_state.host, scheduler_host_state.is_up, scheduler_host_state.reason, scheduler_host_state.architecture,
        scheduler_host_state.hypervisor, scheduler_host_state.has_kvm, scheduler_host_state.physical_networks,
        scheduler_host.is_enabled, scheduler_host.disabled_reason, scheduler_host.forced_down, scheduler_build_failure.failures
        """

    /// From an outer join: nil where there is no host.
    init?(_ row: inout RowReader) throws {
        guard let name: String = try row.next() else { return nil }
        self.name = name
        isUp = try row.next()
        reason = try row.next()
        architecture = try row.next()
        hypervisor = try row.next()
        hasKVM = try row.next()
        physicalNetworks = Set((try row.next(JSON.self).array ?? []).compactMap(\.string))
        isEnabled = try row.next(Bool?.self) ?? true
        disabledReason = try row.next()
        isForcedDown = try row.next(Bool?.self) ?? false
        buildFailures = try row.next(Int64?.self) ?? 0
    }

    init(
        name: String, isUp: Bool, reason: String = "", architecture: String = "x86_64", hypervisor: String = "QEMU",
        hasKVM: Bool = false, physicalNetworks: Set<String> = []
    ) {
        self.name = name
        self.isUp = isUp
        self.reason = reason
        self.architecture = architecture
        self.hypervisor = hypervisor
        self.hasKVM = hasKVM
        self.physicalNetworks = physicalNetworks
    }

    /// Without what administrators want and what happened to servers.
    var asReported: HostState {
        HostState(
            name: name, isUp: isUp, reason: reason, architecture: architecture, hypervisor: hypervisor, hasKVM: hasKVM,
            physicalNetworks: physicalNetworks)
    }
}
