import Libvirt

/// One agent's connection to the hypervisor of its machine.
struct MemoryConnection: DomainHost {
    let hypervisor: MemoryHypervisor
    let events: AsyncStream<DomainEvent>

    private var calls: MachineCalls { hypervisor.calls }

    func domains() async throws -> [HostDomain] {
        await calls.look { hypervisor.domains.values.sorted { $0.id < $1.id } }
    }

    func domain(_ id: String) async throws -> HostDomain? { await calls.look { hypervisor.domains[id] } }

    func define(_ document: String) async throws { try await calls.call("define") { try hypervisor.define(document) } }

    func start(_ id: String, paused: Bool, discardingState: Bool) async throws {
        try await calls.call("start") { try hypervisor.start(id, paused: paused) }
    }

    func destroy(_ id: String) async throws { try await calls.call("destroy") { try hypervisor.stop(id, .destroyed) } }

    func shutdown(_ id: String) async throws { try await calls.call("shutdown") { try hypervisor.pressPower(id) } }

    func suspend(_ id: String) async throws {
        try await calls.call("suspend") { try hypervisor.set(id, .paused, from: .running) }
    }

    func resume(_ id: String) async throws {
        try await calls.call("resume") { try hypervisor.set(id, .running, from: .paused) }
    }

    func save(_ id: String) async throws { try await calls.call("save") { try hypervisor.stop(id, .saved) } }

    func discardSavedState(_ id: String) async throws {
        try await calls.call("discard state") { try hypervisor.discardSavedState(id) }
    }

    func undefine(_ id: String) async throws { try await calls.call("undefine") { try hypervisor.undefine(id) } }

    func attach(_ id: String, device: String) async throws {
        try await calls.call("attach") { try hypervisor.attach(id, device) }
    }

    func detach(_ id: String, device: String) async throws {
        try await calls.call("detach") { try hypervisor.detach(id, device) }
    }

    func label(_ id: String, element: String, prefix: String, namespace: String) async throws {
        try await calls.call("label") {
            try hypervisor.label(id, element: element, prefix: prefix, namespace: namespace)
        }
    }

    func openScreen(_ id: String) async throws -> Int32 { throw LibvirtError(code: 55, message: "there is no screen") }

    func openConsole(_ id: String) async throws -> any GuestConsole {
        throw LibvirtError(code: 55, message: "there is no console")
    }
}
