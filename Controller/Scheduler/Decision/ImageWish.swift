/// What an image's properties ask of the hypervisor: its architecture and its kind, by the present names of the properties and by
/// the older ones.
struct ImageWish: Sendable {
    private let architecture: String?
    private let hypervisor: String?
    private let mode: String?

    init(_ properties: [String: String]) {
        architecture = Self.first(["hw_architecture", "architecture"], properties).map(Self.canonical)
        hypervisor = Self.first(["img_hv_type", "hypervisor_type"], properties)?.lowercased()
        mode = Self.first(["hw_vm_mode", "vm_mode"], properties)?.lowercased()
    }

    var isEmpty: Bool { architecture == nil && hypervisor == nil && mode == nil }

    func refusal(_ host: HostState) -> HostRefusal? {
        if let architecture {
            let supported = Self.architectures(of: host)
            guard supported.contains(architecture) else {
                return .image(property: "hw_architecture", wanted: architecture, supported: supported)
            }
        }
        if let hypervisor {
            let supported = Self.hypervisors(of: host)
            guard supported.contains(hypervisor) else {
                return .image(property: "img_hv_type", wanted: hypervisor, supported: supported)
            }
        }
        if let mode {
            let supported = Self.modes(of: host)
            guard supported.contains(mode) else { return .image(property: "hw_vm_mode", wanted: mode, supported: supported) }
        }
        return nil
    }

    private static func first(_ names: [String], _ properties: [String: String]) -> String? {
        names.lazy.compactMap { properties[$0] }.first { !$0.isEmpty }
    }

    /// One name of each architecture.
    static func canonical(_ name: String) -> String {
        switch name.lowercased() {
        case "amd64", "x86-64", "x64": "x86_64"
        case "i386", "i486", "i586", "x86", "x86_32", "ia32": "i686"
        case "arm64": "aarch64"
        case let name: name
        }
    }

    /// A host runs guests of its own architecture and of the one that its processor also understands.
    private static func architectures(of host: HostState) -> [String] {
        let own = canonical(host.architecture)
        return own == "x86_64" ? [own, "i686"] : [own]
    }

    private static func hypervisors(of host: HostState) -> [String] {
        let own = host.hypervisor.lowercased()
        guard !own.isEmpty else { return [] }
        return host.hasKVM ? [own, "kvm"] : [own]
    }

    private static func modes(of host: HostState) -> [String] {
        switch host.hypervisor.lowercased() {
        case "xen": ["xen", "hvm"]
        case "lxc", "openvz", "vz": ["exe"]
        default: ["hvm"]
        }
    }
}
