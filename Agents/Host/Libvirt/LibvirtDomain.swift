import CLibvirt
import Glibc

/// One domain during one call; frees libvirt's reference.
struct LibvirtDomain: ~Copyable {
    let pointer: virDomainPtr
    let session: LibvirtSession

    /// Takes over the reference.
    init(_ pointer: virDomainPtr, _ session: LibvirtSession) {
        self.pointer = pointer
        self.session = session
    }

    init(_ id: String, _ session: LibvirtSession) throws {
        guard let pointer = virDomainLookupByUUIDString(session.pointer, id) else { throw session.lastError() }
        self.init(pointer, session)
    }

    deinit { virDomainFree(pointer) }

    /// - Throws: what libvirt says where `result` is negative.
    borrowing func check(_ result: Int32) throws {
        if result < 0 { throw session.lastError() }
    }

    borrowing func read() throws -> HostDomain {
        var state: Int32 = 0
        var reason: Int32 = 0
        try check(virDomainGetState(pointer, &state, &reason, 0))
        guard let id = Self.id(of: pointer), let name = virDomainGetName(pointer) else { throw session.lastError() }
        guard let xml = virDomainGetXMLDesc(pointer, 0) else { throw session.lastError() }
        defer { free(xml) }
        return HostDomain(
            id: id, name: String(cString: name), status: Self.status(state, reason),
            hasSavedState: virDomainHasManagedSaveImage(pointer, 0) == 1, document: String(cString: xml))
    }

    static func id(of pointer: virDomainPtr) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(VIR_UUID_STRING_BUFLEN)) { buffer in
            guard let start = buffer.baseAddress, virDomainGetUUIDString(pointer, start) == 0 else { return nil }
            return String(cString: start)
        }
    }

    private static func status(_ state: Int32, _ reason: Int32) -> HostDomain.Status {
        switch UInt32(bitPattern: state) {
        case VIR_DOMAIN_SHUTOFF.rawValue: .off(offReason(UInt32(bitPattern: reason)))
        case VIR_DOMAIN_CRASHED.rawValue: .off(.crashed)
        case VIR_DOMAIN_PAUSED.rawValue: .paused
        // Asleep in the guest's own sense, blocked or on its way down: it has its memory and its processors.
        default: .running
        }
    }

    private static func offReason(_ reason: UInt32) -> HostDomain.OffReason {
        switch reason {
        case VIR_DOMAIN_SHUTOFF_SHUTDOWN.rawValue: .shutdown
        case VIR_DOMAIN_SHUTOFF_DESTROYED.rawValue: .destroyed
        case VIR_DOMAIN_SHUTOFF_CRASHED.rawValue: .crashed
        case VIR_DOMAIN_SHUTOFF_SAVED.rawValue: .saved
        case VIR_DOMAIN_SHUTOFF_FAILED.rawValue: .failed
        default: .unknown
        }
    }
}
