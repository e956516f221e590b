/// A domain as the hypervisor has it.
public struct HostDomain: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        case running
        case paused
        case off(OffReason)
    }

    /// virDomainShutoffReason, as far as anybody acts on it.
    public enum OffReason: Sendable, Equatable {
        /// It shut itself down, or did so when it was asked.
        case shutdown
        /// Its power was cut from outside.
        case destroyed
        case crashed
        case saved
        /// It could not be started.
        case failed
        case unknown
    }

    /// libvirt's UUID, in lower case.
    public var id: String
    public var name: String
    public var status: Status
    /// There is a managed save image, from which the next start goes on.
    public var hasSavedState: Bool
    /// Its XML document: of what runs, or else of what the next start will run.
    public var document: String

    public init(id: String, name: String, status: Status, hasSavedState: Bool = false, document: String) {
        self.id = id
        self.name = name
        self.status = status
        self.hasSavedState = hasSavedState
        self.document = document
    }

    public var isActive: Bool {
        if case .off = status { false } else { true }
    }
}
