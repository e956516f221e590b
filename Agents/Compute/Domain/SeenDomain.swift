import Libvirt

/// A domain of ours as the host has it, read from libvirt's document.
struct SeenDomain: Sendable, Equatable {
    var status: HostDomain.Status
    var hasSavedState: Bool
    var label: DomainLabel
    var interfaces: [PluggedInterface]

    init(status: HostDomain.Status, hasSavedState: Bool = false, label: DomainLabel, interfaces: [PluggedInterface] = []) {
        self.status = status
        self.hasSavedState = hasSavedState
        self.label = label
        self.interfaces = interfaces
    }

    /// Nil for a domain without our label.
    init?(_ domain: HostDomain) {
        guard let document = XMLReader.read(domain.document), let label = DomainLabel.read(domain: document) else { return nil }
        self.init(
            status: domain.status, hasSavedState: domain.hasSavedState, label: label,
            interfaces: document.child("devices")?.children("interface").compactMap(PluggedInterface.init) ?? [])
    }

    /// It went down without anybody having asked.
    var hasCrashed: Bool { status == .off(.crashed) || (status == .off(.failed) && label.generation > 0) }
}
