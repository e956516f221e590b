import ComputeRole
import Core
import Libvirt

/// libvirt and the guests of one machine, in memory.
///
/// Unchecked: as the world.
final class MemoryHypervisor: @unchecked Sendable {
    let calls: MachineCalls
    private let network: SimHostNetwork
    private unowned let world: World
    private(set) var domains: [String: HostDomain] = [:]
    /// How often each guest was started, also when it is gone.
    private(set) var boots: [String: Int] = [:]
    /// The highest generation that each domain's label has had.
    private var generations: [String: UInt64] = [:]
    private var listener: AsyncStream<DomainEvent>.Continuation?
    /// Documents that have been read: the same are looked at again and again.
    private var roots: [String: XMLElement] = [:]

    init(calls: MachineCalls, network: SimHostNetwork, world: World) {
        self.calls = calls
        self.network = network
        self.world = world
    }

    /// For the next life of the agent; the last one's is dead.
    func connection() -> MemoryConnection {
        let (events, listener) = AsyncStream.makeStream(of: DomainEvent.self)
        self.listener = listener
        return MemoryConnection(hypervisor: self, events: events)
    }

    // MARK: What a connection asks for

    func define(_ document: String) throws {
        guard let root = read(document), let id = root.child("uuid")?.text else {
            throw LibvirtError(code: 27, message: "no document")
        }
        var domain = domains[id] ?? HostDomain(id: id, name: "", status: .off(.unknown), document: "")
        domain.name = root.child("name")?.text ?? ""
        domain.document = document
        domains[id] = domain
        watchLabel(id)
    }

    func start(_ id: String, paused: Bool) throws {
        var domain = try find(id)
        guard case .off = domain.status else { throw Self.wrongState("domain is already running") }
        let taps = taps(domain.document)
        for (index, tap) in taps.enumerated() {
            do { try network.plugTap(tap.name, bridge: tap.bridge, mtu: tap.mtu) } catch {
                for plugged in taps.prefix(index) { network.unplugTap(plugged.name) }
                throw LibvirtError(code: 38, message: "cannot plug \(tap.name) into \(tap.bridge): \(error)")
            }
        }
        domain.status = paused ? .paused : .running
        domain.hasSavedState = false
        domains[id] = domain
        boots[id, default: 0] += 1
        tell(id)
    }

    /// The guest or its power ends.
    func stop(_ id: String, _ reason: HostDomain.OffReason) throws {
        guard try find(id).isActive else { throw Self.wrongState("domain is not running") }
        for tap in taps(domains[id]?.document ?? "") { network.unplugTap(tap.name) }
        domains[id]?.status = .off(reason)
        if reason == .saved { domains[id]?.hasSavedState = true }
        tell(id)
    }

    /// A guest takes a while to shut down.
    func pressPower(_ id: String) throws {
        guard try find(id).status == .running else { throw Self.wrongState("domain is not running") }
        let boot = boots[id]
        world.loop.after(.milliseconds(Int.random(in: 300...3000, using: &world.loop.random)), as: .world) {
            // A guest that was pressed twice goes off once: what has been started since saw no button.
            if self.boots[id] == boot { try? self.stop(id, .shutdown) }
        }
    }

    func set(_ id: String, _ status: HostDomain.Status, from: HostDomain.Status) throws {
        guard try find(id).status == from else { throw Self.wrongState("domain is not \(from)") }
        domains[id]?.status = status
        tell(id)
    }

    func discardSavedState(_ id: String) throws {
        _ = try find(id)
        domains[id]?.hasSavedState = false
    }

    func undefine(_ id: String) throws {
        guard try !find(id).isActive else { throw Self.wrongState("domain is running") }
        domains[id] = nil
        generations[id] = nil
        tell(id)
    }

    func attach(_ id: String, _ device: String) throws {
        let isActive = try find(id).isActive
        guard let new = XMLReader.read(device) else { throw LibvirtError(code: 27, message: "no device") }
        if isActive, let tap = Self.tap(new) { try network.plugTap(tap.name, bridge: tap.bridge, mtu: tap.mtu) }
        edit(id) { root in
            guard let at = root.children.firstIndex(where: { $0.name == "devices" }) else { return }
            root.children[at].children.append(new)
        }
        tell(id)
    }

    /// The guest lets go after a moment.
    func detach(_ id: String, _ device: String) throws {
        _ = try find(id)
        guard let old = XMLReader.read(device) else { throw LibvirtError(code: 27, message: "no device") }
        world.loop.after(.milliseconds(Int.random(in: 20...800, using: &world.loop.random)), as: .world) {
            if let tap = Self.tap(old) { self.network.unplugTap(tap.name) }
            let mac = old.child("mac")?["address"]
            self.edit(id) { root in
                guard let at = root.children.firstIndex(where: { $0.name == "devices" }) else { return }
                root.children[at].children.removeAll { $0.name == "interface" && $0.child("mac")?["address"] == mac }
            }
            self.tell(id)
        }
    }

    func label(_ id: String, element: String, prefix: String, namespace: String) throws {
        _ = try find(id)
        guard var element = XMLReader.read(element) else { throw LibvirtError(code: 27, message: "no element") }
        element.name = "\(prefix):\(element.name)"
        element.attributes.append(.init(name: "xmlns:\(prefix)", value: namespace))
        for index in element.children.indices { element.children[index].name = "\(prefix):\(element.children[index].name)" }
        edit(id) { [element] root in
            guard let at = root.children.firstIndex(where: { $0.name == "metadata" }) else { return }
            root.children[at].children = [element]
        }
        watchLabel(id)
    }

    // MARK: -

    /// A guest goes off by itself.
    func crash(_ id: String) { try? stop(id, .crashed) }

    private func find(_ id: String) throws -> HostDomain {
        guard let domain = domains[id] else { throw LibvirtError(code: 42, message: "domain not found") }
        return domain
    }

    private func edit(_ id: String, _ body: (inout XMLElement) -> Void) {
        guard var root = domains[id].flatMap({ read($0.document) }) else { return }
        body(&root)
        domains[id]?.document = root.document
    }

    /// What a guest was made by may only get newer, whoever makes it so.
    private func watchLabel(_ id: String) {
        let label = read(domains[id]?.document ?? "")?.child("metadata")?.children.first
        guard let generation = label?["generation"].flatMap(UInt64.init) else { return }
        if generation < generations[id] ?? 0 {
            world.wrong("domain \(id) went from generation \(generations[id] ?? 0) back to \(generation)")
        }
        generations[id] = generation
    }

    private func tell(_ id: String) {
        let listener = listener
        guard let agent = world.machines[calls.machine]?.agent else { return }
        world.loop.after(.milliseconds(2), as: agent.owner) { listener?.yield(.changed(id)) }
    }

    private func read(_ document: String) -> XMLElement? {
        if let known = roots[document] { return known }
        let root = XMLReader.read(document)
        roots[document] = root
        return root
    }

    private func taps(_ document: String) -> [(name: String, bridge: String, mtu: UInt32)] {
        read(document)?.child("devices")?.children("interface").compactMap(Self.tap) ?? []
    }

    private static func tap(_ interface: XMLElement) -> (name: String, bridge: String, mtu: UInt32)? {
        guard interface.name == "interface", let name = interface.child("target")?["dev"],
            let bridge = interface.child("source")?["bridge"]
        else { return nil }
        return (name, bridge, interface.child("mtu")?["size"].flatMap(UInt32.init) ?? 1500)
    }

    private static func wrongState(_ message: String) -> LibvirtError { LibvirtError(code: 55, message: message) }
}
