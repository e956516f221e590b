import AgentProtocol

/// The document of a domain (https://libvirt.org/formatdomain.html) as a pure function of its spec and the host.
struct DomainDocument {
    /// Free places for what is plugged in later, on a board where each device needs one.
    static let sparePorts = 8

    let id: GuestID
    let spec: DomainSpec
    let label: DomainLabel
    let host: HostAbilities
    let files: GuestFiles
    let hardware: Hardware

    /// - Throws: `GuestProblem` where the spec asks for hardware that is not known.
    init(id: GuestID, spec: DomainSpec, label: DomainLabel, host: HostAbilities, files: GuestFiles) throws {
        self.id = id
        self.spec = spec
        self.label = label
        self.host = host
        self.files = files
        hardware = try Hardware(spec, on: host)
    }

    var text: String {
        get throws {
            XMLElement(
                "domain", ["type": host.kvm ? "kvm" : "qemu"],
                [
                    XMLElement("name", text: id.domainName), XMLElement("uuid", text: id.text), label.metadata,
                    XMLElement("memory", ["unit": "MiB"], text: "\(spec.memoryMib)"),
                    XMLElement("vcpu", ["placement": "static"], text: "\(spec.vcpus)"),
                    system, smbios, features, processor, clock,
                    XMLElement("on_poweroff", text: "destroy"), XMLElement("on_reboot", text: "restart"),
                    XMLElement("on_crash", text: "destroy"),
                    XMLElement("devices", [:], try devices),
                ]
            ).document
        }
    }

    private var machine: String {
        switch hardware.board {
        case .express(let machine), .classic(let machine): machine
        }
    }

    private var isX86: Bool { host.architecture == .x86 }

    private var system: XMLElement {
        var system = XMLElement(
            "os", [:], [XMLElement("type", ["arch": host.architecture.rawValue, "machine": machine], text: "hvm")])
        if hardware.uefi {
            system.attributes.append(.init(name: "firmware", value: "efi"))
            // Images for clouds are seldom signed.
            system.children.append(
                XMLElement("firmware", [:], [XMLElement("feature", ["enabled": "no", "name": "secure-boot"])]))
        }
        system.children.append(XMLElement("smbios", ["mode": "sysinfo"]))
        return system
    }

    /// By the product cloud-init knows that it runs in this kind of cloud.
    private var smbios: XMLElement {
        let entries: KeyValuePairs = [
            "manufacturer": "OpenStack Foundation", "product": "OpenStack Nova", "version": "Apus", "serial": id.text,
            "uuid": id.text, "family": "Virtual Machine",
        ]
        let system = XMLElement("system", [:], entries.map { XMLElement("entry", ["name": $0.key], text: $0.value) })
        return XMLElement("sysinfo", ["type": "smbios"], [system])
    }

    private var features: XMLElement {
        var features = XMLElement("features", [:], [XMLElement("acpi")])
        if isX86 {
            features.children.append(XMLElement("apic"))
        } else {
            features.children.append(XMLElement("gic", ["version": "host"]))
        }
        if hardware.isWindows, host.kvm { features.children.append(hyperV) }
        if !host.kvm {
            features.children.removeAll { $0.name == "gic" }
            // The translated code of a guest; the usual cache costs more memory than a small guest has.
            features.children.append(XMLElement("tcg", [:], [XMLElement("tb-cache", ["unit": "MiB"], text: "64")]))
        }
        return features
    }

    /// What Windows gains most from.
    private var hyperV: XMLElement {
        XMLElement(
            "hyperv", ["mode": "custom"],
            [
                XMLElement("relaxed", ["state": "on"]), XMLElement("vapic", ["state": "on"]),
                XMLElement("spinlocks", ["state": "on", "retries": "8191"]), XMLElement("vpindex", ["state": "on"]),
                XMLElement("synic", ["state": "on"]), XMLElement("stimer", ["state": "on"]),
            ])
    }

    private var processor: XMLElement {
        let topology = XMLElement("topology", ["sockets": "\(spec.vcpus)", "cores": "1", "threads": "1"])
        if host.kvm {
            let mode = isX86 ? "host-model" : "host-passthrough"
            return XMLElement("cpu", ["mode": mode, "check": isX86 ? "partial" : "none"], [topology])
        }
        guard isX86 else { return XMLElement("cpu", ["mode": "maximum"], [topology]) }
        // x86-64-v2, which the distributions of today ask for; without the novelties of "max" that old kernels stumble over.
        return XMLElement(
            "cpu", ["mode": "custom", "match": "exact", "check": "none"],
            [XMLElement("model", ["fallback": "forbid"], text: "Nehalem"), topology])
    }

    private var clock: XMLElement {
        var clock = XMLElement("clock", ["offset": hardware.isWindows ? "localtime" : "utc"])
        guard isX86 else { return clock }
        clock.children = [
            XMLElement("timer", ["name": "pit", "tickpolicy": "delay"]),
            XMLElement("timer", ["name": "rtc", "tickpolicy": "catchup"]),
            XMLElement("timer", ["name": "hpet", "present": "no"]),
        ]
        if hardware.isWindows, host.kvm {
            clock.children.append(XMLElement("timer", ["name": "hypervclock", "present": "yes"]))
        }
        return clock
    }
}
