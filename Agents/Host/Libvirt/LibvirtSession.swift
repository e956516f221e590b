import CLibvirt
import Synchronization

/// One open connection with its events; a new one takes its place when it dies.
///
/// The pointer is libvirt's own, which any thread may use at any time while it is open; it is closed with the last reference.
final class LibvirtSession: @unchecked Sendable {
    /// What the callbacks of the C library get as their context.
    private final class Context: Sendable {
        let tell: @Sendable (DomainEvent) -> Void
        let isLost = Atomic(false)

        init(_ tell: @escaping @Sendable (DomainEvent) -> Void) { self.tell = tell }
    }

    let pointer: virConnectPtr
    private let context: Context
    private let eventCallback: Int32

    /// - Throws: `LibvirtError` that is `isUnreachable`.
    init(_ uri: String, tell: @escaping @Sendable (DomainEvent) -> Void) throws {
        LibvirtEventLoop.start
        guard let pointer = virConnectOpen(uri) else {
            var error = LibvirtError.last()
            error.isUnreachable = true
            throw error
        }
        self.pointer = pointer
        let context = Context(tell)
        self.context = context
        // Drivers without a daemon have neither; they cannot be lost.
        virConnectSetKeepAlive(pointer, 5, 3)
        virConnectRegisterCloseCallback(pointer, Self.closed, Self.retained(context), Self.release)
        let listener = unsafeBitCast(Self.changed, to: virConnectDomainEventGenericCallback.self)
        eventCallback = virConnectDomainEventRegisterAny(
            pointer, nil, Int32(VIR_DOMAIN_EVENT_ID_LIFECYCLE.rawValue), listener, Self.retained(context), Self.release)
    }

    deinit {
        if eventCallback >= 0 { virConnectDomainEventDeregisterAny(pointer, eventCallback) }
        virConnectUnregisterCloseCallback(pointer, Self.closed)
        virConnectClose(pointer)
    }

    var isAlive: Bool { !context.isLost.load(ordering: .relaxed) && virConnectIsAlive(pointer) == 1 }

    /// The error of the last call, which is another if the daemon is gone.
    func lastError() -> LibvirtError {
        var error = LibvirtError.last()
        if !isAlive { error.isUnreachable = true }
        return error
    }

    private static func retained(_ context: Context) -> UnsafeMutableRawPointer {
        Unmanaged.passRetained(context).toOpaque()
    }

    private static let release: virFreeCallback = { if let pointer = $0 { Unmanaged<Context>.fromOpaque(pointer).release() } }

    private static let closed: virConnectCloseFunc = { _, _, pointer in
        guard let pointer else { return }
        let context = Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
        context.isLost.store(true, ordering: .relaxed)
        context.tell(.lost)
    }

    private typealias LifecycleCallback =
        @convention(c) (virConnectPtr?, virDomainPtr?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32

    private static let changed: LifecycleCallback = { _, domain, _, _, pointer in
        guard let domain, let pointer, let id = LibvirtDomain.id(of: domain) else { return 0 }
        Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue().tell(.changed(id))
        return 0
    }
}
