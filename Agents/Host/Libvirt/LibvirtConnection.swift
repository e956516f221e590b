import CLibvirt

/// A connection to a hypervisor by its libvirt URI (https://libvirt.org/uri.html), such as `qemu:///system`.
public final class LibvirtConnection: Hypervisor {
    /// The pointer is only used on the connection's own thread, and not after `close`.
    private final class Handle: @unchecked Sendable {
        var pointer: virConnectPtr?
        init(_ pointer: virConnectPtr) { self.pointer = pointer }

        deinit { if let pointer { virConnectClose(pointer) } }
    }

    private let handle: Handle
    private let thread: LibvirtThread

    private init(_ handle: Handle, _ thread: LibvirtThread) {
        self.handle = handle
        self.thread = thread
    }

    /// - Throws: `LibvirtError` where the daemon or the driver does not answer.
    public static func open(_ uri: String) async throws -> LibvirtConnection {
        let thread = LibvirtThread(label: "apus.libvirt")
        let handle = try await thread.run {
            LibvirtEventLoop.start
            guard let pointer = virConnectOpen(uri) else { throw LibvirtError.last() }
            return Handle(pointer)
        }
        return LibvirtConnection(handle, thread)
    }

    public func libraryVersion() async throws -> String {
        try await version { virConnectGetLibVersion($0, $1) }
    }

    public func hypervisorVersion() async throws -> String {
        try await version { virConnectGetVersion($0, $1) }
    }

    public func driver() async throws -> String {
        try await ask { pointer in
            guard let name = virConnectGetType(pointer) else { throw LibvirtError.last() }
            return String(cString: name)
        }
    }

    public func isAlive() async -> Bool {
        (try? await ask { virConnectIsAlive($0) == 1 }) ?? false
    }

    public func close() async {
        let handle = handle
        try? await thread.run {
            if let pointer = handle.pointer { virConnectClose(pointer) }
            handle.pointer = nil
        }
    }

    private func version(
        _ get: @escaping @Sendable (virConnectPtr, UnsafeMutablePointer<UInt>) -> Int32
    ) async throws -> String {
        try await ask { pointer in
            var number: UInt = 0
            guard get(pointer, &number) == 0 else { throw LibvirtError.last() }
            // As virConnectGetVersion describes it: major * 1,000,000 + minor * 1,000 + release.
            return "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
        }
    }

    private func ask<T: Sendable>(_ body: @escaping @Sendable (virConnectPtr) throws -> T) async throws -> T {
        let handle = handle
        return try await thread.run {
            guard let pointer = handle.pointer else { throw LibvirtError(code: 0, message: "the connection is closed") }
            return try body(pointer)
        }
    }
}
