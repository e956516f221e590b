import CLibvirt

/// What libvirt said when it refused.
public struct LibvirtError: Error, Sendable, Equatable, CustomStringConvertible {
    /// virErrorNumber; 0 where libvirt said nothing.
    public var code: Int32
    public var message: String
    /// Nobody answered: the daemon is not there, or went away during the call. Guests run on without it.
    public var isUnreachable: Bool

    public init(code: Int32, message: String, isUnreachable: Bool = false) {
        self.code = code
        self.message = message
        self.isUnreachable = isUnreachable
    }

    public var description: String { message }

    /// There is no domain of that id (any more).
    public var isNoDomain: Bool { code == Int32(VIR_ERR_NO_DOMAIN.rawValue) }
    /// The domain is in a state that does not allow it, such as shutting down what does not run.
    public var isWrongState: Bool { code == Int32(VIR_ERR_OPERATION_INVALID.rawValue) }
    /// The driver cannot do that at all.
    public var isUnsupported: Bool {
        code == Int32(VIR_ERR_NO_SUPPORT.rawValue) || code == Int32(VIR_ERR_INVALID_ARG.rawValue)
    }
    /// The hypervisor cannot run what the document asks for.
    public var isUnsupportedConfiguration: Bool { code == Int32(VIR_ERR_CONFIG_UNSUPPORTED.rawValue) }

    /// Of the last call on this thread.
    static func last() -> LibvirtError {
        guard let error = virGetLastError(), let message = error.pointee.message else {
            return LibvirtError(code: 0, message: "libvirt gave no reason")
        }
        return LibvirtError(code: error.pointee.code, message: String(cString: message))
    }
}
