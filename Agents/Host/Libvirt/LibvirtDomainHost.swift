import CLibvirt
import Glibc
import Synchronization

/// The hypervisor behind a libvirt URI (https://libvirt.org/uri.html), such as `qemu:///system`.
///
/// The daemon may come and go: the next call opens a new connection, which says so by an event. Guests do not notice.
public final class LibvirtDomainHost: DomainHost {
    public let events: AsyncStream<DomainEvent>
    private let tell: AsyncStream<DomainEvent>.Continuation
    private let uri: String
    private let workers = LibvirtWorkers()
    /// Locked only on the workers' threads, which may wait.
    private let session = Mutex<LibvirtSession?>(nil)

    /// Nothing is opened before the first call.
    public init(uri: String) {
        self.uri = uri
        // Whoever does not keep up looks at all domains from time to time anyway.
        (events, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    public func domains() async throws -> [HostDomain] {
        try await ask { session in
            var list: UnsafeMutablePointer<virDomainPtr?>?
            let count = virConnectListAllDomains(session.pointer, &list, 0)
            guard count >= 0, let list else { throw session.lastError() }
            defer { free(list) }
            var all: [HostDomain] = []
            for pointer in UnsafeBufferPointer(start: list, count: Int(count)) {
                guard let pointer else { continue }
                // One may go while the others are asked.
                do { all.append(try LibvirtDomain(pointer, session).read()) } catch let error as LibvirtError
                    where error.isNoDomain
                {}
            }
            return all
        }
    }

    public func domain(_ id: String) async throws -> HostDomain? {
        try await ask { session in
            do { return try LibvirtDomain(id, session).read() } catch let error as LibvirtError where error.isNoDomain {
                return nil
            }
        }
    }

    public func define(_ document: String) async throws {
        try await ask { session in
            guard let domain = virDomainDefineXML(session.pointer, document) else { throw session.lastError() }
            virDomainFree(domain)
        }
    }

    public func start(_ id: String, paused: Bool, discardingState: Bool) async throws {
        var flags: UInt32 = 0
        if paused { flags |= VIR_DOMAIN_START_PAUSED.rawValue }
        if discardingState { flags |= VIR_DOMAIN_START_FORCE_BOOT.rawValue }
        try await call(id) { [flags] in virDomainCreateWithFlags($0, flags) }
    }

    public func destroy(_ id: String) async throws { try await call(id) { virDomainDestroyFlags($0, 0) } }

    public func shutdown(_ id: String) async throws { try await call(id) { virDomainShutdownFlags($0, 0) } }

    public func suspend(_ id: String) async throws { try await call(id) { virDomainSuspend($0) } }

    public func resume(_ id: String) async throws { try await call(id) { virDomainResume($0) } }

    public func save(_ id: String) async throws {
        try await call(id) { virDomainManagedSave($0, VIR_DOMAIN_SAVE_RUNNING.rawValue) }
    }

    public func discardSavedState(_ id: String) async throws { try await call(id) { virDomainManagedSaveRemove($0, 0) } }

    public func undefine(_ id: String) async throws {
        let all =
            VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA.rawValue
            | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA.rawValue | VIR_DOMAIN_UNDEFINE_NVRAM.rawValue
        do {
            try await call(id) { virDomainUndefineFlags($0, all) }
        } catch let error as LibvirtError where error.isUnsupported {
            // Drivers other than QEMU's have no firmware variables to remove.
            try await call(id) { virDomainUndefineFlags($0, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue) }
        }
    }

    public func attach(_ id: String, device: String) async throws {
        try await call(id) { virDomainAttachDeviceFlags($0, device, Self.liveAndConfig) }
    }

    public func detach(_ id: String, device: String) async throws {
        do {
            try await call(id) { virDomainDetachDeviceFlags($0, device, Self.liveAndConfig) }
        } catch let error as LibvirtError where !error.isUnreachable {
            // An earlier try has taken it out of the definition, and the guest has not let go of it yet.
            try await call(id) { virDomainDetachDeviceFlags($0, device, VIR_DOMAIN_AFFECT_LIVE.rawValue) }
        }
    }

    public func label(_ id: String, element: String, prefix: String, namespace: String) async throws {
        try await call(id) { domain in
            let live = virDomainIsActive(domain) == 1 ? VIR_DOMAIN_AFFECT_LIVE.rawValue : 0
            return virDomainSetMetadata(
                domain, Int32(VIR_DOMAIN_METADATA_ELEMENT.rawValue), element, prefix, namespace,
                live | VIR_DOMAIN_AFFECT_CONFIG.rawValue)
        }
    }

    public func openScreen(_ id: String) async throws -> Int32 {
        try await ask { session in
            let domain = try LibvirtDomain(id, session)
            let socket = virDomainOpenGraphicsFD(domain.pointer, 0, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH.rawValue)
            try domain.check(socket)
            return socket
        }
    }

    public func openConsole(_ id: String) async throws -> any GuestConsole {
        let stream = try await ask { session in try LibvirtConsole.Stream(id, session) }
        return LibvirtConsole(stream, workers)
    }

    private static let liveAndConfig = VIR_DOMAIN_AFFECT_LIVE.rawValue | VIR_DOMAIN_AFFECT_CONFIG.rawValue

    private func call(_ id: String, _ body: @escaping @Sendable (virDomainPtr) -> Int32) async throws {
        try await ask { session in
            let domain = try LibvirtDomain(id, session)
            try domain.check(body(domain.pointer))
        }
    }

    private func ask<T: Sendable>(_ body: @escaping @Sendable (LibvirtSession) throws -> T) async throws -> T {
        try await workers.run { try body(try self.current()) }
    }

    private func current() throws -> LibvirtSession {
        try session.withLock { known in
            if let known, known.isAlive { return known }
            known = nil
            let fresh = try LibvirtSession(uri) { [tell] in tell.yield($0) }
            known = fresh
            tell.yield(.connected)
            return fresh
        }
    }
}
