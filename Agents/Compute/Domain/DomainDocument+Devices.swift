import AgentProtocol

extension DomainDocument {
    var devices: [XMLElement] {
        get throws {
            var devices = try spec.disks.map(disk)
            if !spec.configDrive.isEmpty { devices.append(configDrive) }
            devices += try spec.interfaces.map { try Self.interface($0, hardware) }
            if usesSCSI { devices.append(XMLElement("controller", ["type": "scsi", "index": "0", "model": "virtio-scsi"])) }
            devices += channels
            devices += screen
            if hardware.hasRandomGenerator { devices.append(randomGenerator) }
            devices.append(XMLElement("memballoon", ["model": "virtio"], [XMLElement("stats", ["period": "10"])]))
            return ports(for: devices) + devices
        }
    }

    private var usesSCSI: Bool {
        spec.disks.contains { ($0.bus.isEmpty ? hardware.diskBus : $0.bus) == "scsi" }
            || (!spec.configDrive.isEmpty && hardware.cdromBus == "scsi")
    }

    private func disk(_ disk: Apus_Agent_V1_DomainDisk) throws -> XMLElement {
        let bus = try Hardware.one(of: Hardware.buses, ["disk bus": disk.bus], "disk bus", default: hardware.diskBus)
        let cache = host.directIO ? "none" : "writeback"
        var element = XMLElement(
            "disk", ["type": "file", "device": "disk"],
            [
                XMLElement(
                    "driver",
                    ["name": "qemu", "type": GuestFiles.format(disk), "cache": cache, "discard": "unmap"]),
                XMLElement("source", ["file": files.disk(disk)]),
                XMLElement("target", ["dev": disk.device, "bus": bus]),
            ])
        if host.directIO { element.children[0].attributes.append(.init(name: "io", value: "native")) }
        if !disk.serial.isEmpty { element.children.append(XMLElement("serial", text: disk.serial)) }
        if disk.bootIndex >= 0 { element.children.append(XMLElement("boot", ["order": "\(disk.bootIndex + 1)"])) }
        return element
    }

    private var configDrive: XMLElement {
        let bus = ["ide": "hd", "virtio": "vd"][hardware.cdromBus] ?? "sd"
        // The name decides the place on its bus: a far one would bring more controllers with it.
        let used = spec.disks.compactMap(\.device.last)
        let letter = "abcdefghijklmnopqrstuvwxyz".first { !used.contains($0) } ?? "z"
        // There is no CD-ROM behind plain virtio: a disk that cannot be written does as well.
        let device = hardware.cdromBus == "virtio" ? "disk" : "cdrom"
        return XMLElement(
            "disk", ["type": "file", "device": device],
            [
                XMLElement("driver", ["name": "qemu", "type": "raw"]), XMLElement("source", ["file": files.configDrive]),
                XMLElement("target", ["dev": "\(bus)\(letter)", "bus": hardware.cdromBus]), XMLElement("readonly"),
            ])
    }

    /// Its alias says which port it is; libvirt keeps it. Everything that protects the tap stands before libvirt makes it.
    static func interface(_ interface: Apus_Agent_V1_DomainInterface, _ hardware: Hardware) throws -> XMLElement {
        let model = try Hardware.one(
            of: Hardware.interfaces, ["hw_vif_model": interface.model], "hw_vif_model", default: hardware.interfaceModel)
        var element = XMLElement(
            "interface", ["type": "bridge"],
            [
                XMLElement("mac", ["address": interface.mac]),
                XMLElement("source", ["bridge": "brq" + interface.networkID.prefix(11)]),
                XMLElement("target", ["dev": interface.tap]), XMLElement("model", ["type": model]),
            ])
        if interface.mtu > 0 { element.children.append(XMLElement("mtu", ["size": "\(interface.mtu)"])) }
        element.children.append(XMLElement("alias", ["name": PluggedInterface.aliasPrefix + interface.portID]))
        return element
    }

    private var channels: [XMLElement] {
        var channels = [
            XMLElement(
                "serial", ["type": "pty"],
                [XMLElement("log", ["file": files.consoleLog, "append": "on"]), XMLElement("target", ["port": "0"])])
        ]
        if hardware.hasGuestAgent {
            channels.append(
                XMLElement(
                    "channel", ["type": "unix"],
                    [XMLElement("target", ["type": "virtio", "name": "org.qemu.guest_agent.0"])]))
        }
        return channels
    }

    /// Nothing listens for it: whoever may see it gets a socket through libvirt.
    private var screen: [XMLElement] {
        guard let model = hardware.videoModel else {
            return [
                XMLElement("controller", ["type": "usb", "model": "none"]),
                XMLElement("video", [:], [XMLElement("model", ["type": "none"])]),
            ]
        }
        return [
            XMLElement("controller", ["type": "usb", "index": "0", "model": "qemu-xhci"]),
            // A pointer with absolute positions, so that it is where the viewer shows it.
            XMLElement("input", ["type": "tablet", "bus": "usb"]),
            XMLElement("graphics", ["type": "vnc"], [XMLElement("listen", ["type": "none"])]),
            XMLElement("video", [:], [XMLElement("model", ["type": model])]),
        ]
    }

    private var randomGenerator: XMLElement {
        XMLElement("rng", ["model": "virtio"], [XMLElement("backend", ["model": "random"], text: "/dev/urandom")])
    }

    /// Root ports for what is there and for what comes later: PCI Express has no other free places.
    private func ports(for devices: [XMLElement]) -> [XMLElement] {
        guard case .express = hardware.board else { return [] }
        let used = devices.filter(Self.needsPort).count + (hardware.hasGuestAgent ? 1 : 0)
        let port = XMLElement("controller", ["type": "pci", "model": "pcie-root-port"])
        return [XMLElement("controller", ["type": "pci", "index": "0", "model": "pcie-root"])]
            + Array(repeating: port, count: used + Self.sparePorts)
    }

    private static func needsPort(_ device: XMLElement) -> Bool {
        switch device.name {
        case "disk": device.child("target")?["bus"] == "virtio"
        case "interface", "rng", "memballoon": true
        case "controller": device["model"] != "none"
        default: false
        }
    }
}
