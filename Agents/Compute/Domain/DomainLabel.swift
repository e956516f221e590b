import AgentProtocol

/// What the agent writes into a domain's metadata about itself: the only memory it has of it.
struct DomainLabel: Sendable, Equatable {
    static let namespace = "urn:apus:server:1"
    static let prefix = "apus"

    /// The set that its item came in.
    var set = ""
    /// The newest generation that has been made true; 0 while the first one is being made. A guest that is off although its
    /// spec says otherwise has been switched off by itself if this is the spec's generation, and must be started if it is older.
    var generation: UInt64 = 0
    var attempt: UInt64 = 0
    /// The counters of reboots as performed.
    var softReboots: UInt64 = 0
    var hardReboots: UInt64 = 0
    /// The boot of the host (boot_id) in which it was last made true.
    var boot = ""
    /// Microseconds since 1970.
    var startedAt: Int64 = 0
    /// For people who read the domain.
    var name = ""
    var flavor = ""
    var project = ""
    var user = ""

    /// As a document of its own, without the namespace, which libvirt puts in.
    var element: XMLElement { element(prefix: "") }

    /// As a part of a domain's document.
    var metadata: XMLElement {
        var element = element(prefix: Self.prefix + ":")
        element.attributes.insert(.init(name: "xmlns:\(Self.prefix)", value: Self.namespace), at: 0)
        return XMLElement("metadata", [:], [element])
    }

    private func element(prefix: String) -> XMLElement {
        XMLElement(
            "\(prefix)server",
            [
                "set": set, "generation": "\(generation)", "attempt": "\(attempt)", "soft-reboots": "\(softReboots)",
                "hard-reboots": "\(hardReboots)", "boot": boot, "started-at": "\(startedAt)",
            ],
            [
                XMLElement("\(prefix)name", text: name), XMLElement("\(prefix)flavor", text: flavor),
                XMLElement("\(prefix)owner", ["project": project, "user": user]),
            ])
    }

    /// Nil where the domain is not ours.
    static func read(domain: XMLElement) -> DomainLabel? {
        guard let metadata = domain.child("metadata") else { return nil }
        for element in metadata.children where local(element.name) == "server" {
            guard element.attributes.contains(where: { $0.name.hasPrefix("xmlns") && $0.value == namespace }) else { continue }
            return DomainLabel(element)
        }
        return nil
    }

    private init(_ element: XMLElement) {
        set = element["set"] ?? ""
        generation = element["generation"].flatMap(UInt64.init) ?? 0
        attempt = element["attempt"].flatMap(UInt64.init) ?? 0
        softReboots = element["soft-reboots"].flatMap(UInt64.init) ?? 0
        hardReboots = element["hard-reboots"].flatMap(UInt64.init) ?? 0
        boot = element["boot"] ?? ""
        startedAt = element["started-at"].flatMap(Int64.init) ?? 0
        for child in element.children {
            switch Self.local(child.name) {
            case "name": name = child.text
            case "flavor": flavor = child.text
            case "owner":
                project = child["project"] ?? ""
                user = child["user"] ?? ""
            default: break
            }
        }
    }

    init() {}

    private static func local(_ name: String) -> Substring { name.split(separator: ":").last ?? "" }

    /// As it is to be while `spec` is being made true: the counters are performed by the start that follows.
    static func beginning(_ spec: DomainSpec, set: String, after old: DomainLabel?) -> DomainLabel {
        var label = old ?? DomainLabel()
        label.set = set
        label.attempt = spec.attempt
        label.softReboots = max(label.softReboots, spec.softReboots)
        label.hardReboots = max(label.hardReboots, spec.hardReboots)
        label.name = spec.name
        label.flavor = spec.flavor
        label.project = spec.projectID
        label.user = spec.userID
        return label
    }
}
