import Libvirt
import Synchronization

@testable import ComputeRole

/// A hypervisor in memory, with a knob that lets the n-th change of something be the last that happens.
final class FakeHost: DomainHost {
    struct Died: Error {}

    struct State {
        var domains: [String: HostDomain] = [:]
        var calls: [String] = []
        /// How many changing calls are still served, and whether the next one takes effect before it fails.
        var left = Int.max
        var lastTakesEffect = false
        var ignoresPowerButton = false
        var isDown = false
        /// The next start is refused, for one that was asked for by a process that died has just come to its end.
        var isStarting = false
    }

    let state = Mutex(State())
    let events: AsyncStream<DomainEvent>
    let tell: AsyncStream<DomainEvent>.Continuation

    init() { (events, tell) = AsyncStream.makeStream() }

    var calls: [String] { state.withLock { $0.calls } }

    func domains() async throws -> [HostDomain] {
        try state.withLock { state in
            if state.isDown { throw LibvirtError(code: 38, message: "down", isUnreachable: true) }
            return state.domains.values.sorted { $0.id < $1.id }
        }
    }

    func domain(_ id: String) async throws -> HostDomain? { try await domains().first { $0.id == id } }

    func define(_ document: String) async throws {
        guard let root = XMLReader.read(document), let id = root.child("uuid")?.text else {
            throw LibvirtError(code: 27, message: "no document")
        }
        try change("define") { state in
            var domain = state.domains[id] ?? HostDomain(id: id, name: "", status: .off(.unknown), document: "")
            domain.name = root.child("name")?.text ?? ""
            domain.document = document
            state.domains[id] = domain
        }
    }

    func start(_ id: String, paused: Bool, discardingState: Bool) async throws {
        try change("start") {
            $0.domains[id]?.status = paused ? .paused : .running
            $0.domains[id]?.hasSavedState = false
        }
        try state.withLock { state in
            guard state.isStarting else { return }
            state.isStarting = false
            throw LibvirtError(code: 55, message: "Requested operation is not valid: domain is already running")
        }
    }

    func destroy(_ id: String) async throws { try change("destroy") { $0.domains[id]?.status = .off(.destroyed) } }
    func shutdown(_ id: String) async throws {
        try change("shutdown") { if !$0.ignoresPowerButton { $0.domains[id]?.status = .off(.shutdown) } }
    }
    func suspend(_ id: String) async throws { try change("suspend") { $0.domains[id]?.status = .paused } }
    func resume(_ id: String) async throws { try change("resume") { $0.domains[id]?.status = .running } }
    func save(_ id: String) async throws {
        try change("save") {
            $0.domains[id]?.status = .off(.saved)
            $0.domains[id]?.hasSavedState = true
        }
    }
    func discardSavedState(_ id: String) async throws { try change("discard") { $0.domains[id]?.hasSavedState = false } }
    func undefine(_ id: String) async throws { try change("undefine") { $0.domains[id] = nil } }

    func attach(_ id: String, device: String) async throws {
        try change("attach") { state in
            Self.edit(id, &state) { root in
                guard let at = root.children.firstIndex(where: { $0.name == "devices" }), let new = XMLReader.read(device) else {
                    return
                }
                root.children[at].children.append(new)
            }
        }
    }

    func detach(_ id: String, device: String) async throws {
        let mac = XMLReader.read(device)?.child("mac")?["address"]
        try change("detach") { state in
            Self.edit(id, &state) { root in
                guard let at = root.children.firstIndex(where: { $0.name == "devices" }) else { return }
                root.children[at].children.removeAll { $0.name == "interface" && $0.child("mac")?["address"] == mac }
            }
        }
    }

    func label(_ id: String, element: String, prefix: String, namespace: String) async throws {
        guard var element = XMLReader.read(element) else { throw LibvirtError(code: 27, message: "no element") }
        element.name = "\(prefix):\(element.name)"
        element.attributes.append(.init(name: "xmlns:\(prefix)", value: namespace))
        for index in element.children.indices { element.children[index].name = "\(prefix):\(element.children[index].name)" }
        try change("label") { [element] state in
            Self.edit(id, &state) { root in
                guard let at = root.children.firstIndex(where: { $0.name == "metadata" }) else { return }
                root.children[at].children = [element]
            }
        }
    }

    func openScreen(_ id: String) async throws -> Int32 { throw LibvirtError(code: 55, message: "domain is not running") }
    func openConsole(_ id: String) async throws -> any GuestConsole {
        throw LibvirtError(code: 55, message: "domain is not running")
    }

    private func change(_ name: String, _ body: (inout State) -> Void) throws {
        try state.withLock { state in
            if state.isDown { throw LibvirtError(code: 38, message: "down", isUnreachable: true) }
            guard state.left > 0 else {
                if state.lastTakesEffect {
                    state.lastTakesEffect = false
                    body(&state)
                }
                throw Died()
            }
            state.left -= 1
            state.calls.append(name)
            body(&state)
        }
    }

    private static func edit(_ id: String, _ state: inout State, _ body: (inout XMLElement) -> Void) {
        guard var root = state.domains[id].flatMap({ XMLReader.read($0.document) }) else { return }
        body(&root)
        state.domains[id]?.document = root.document
    }
}
