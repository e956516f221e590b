import AgentProtocol
import Core
import Fleet
import FoundationEssentials
import Image
import Networking
import Store

/// A server as its host is told about it.
enum DomainDocument {
    /// How long a guest may take to shut down by itself.
    private static let shutdownSeconds: UInt32 = 60

    static func item(_ s: Snapshot, _ server: Server) throws -> SetItem {
        var spec = DomainSpec()
        spec.name = server.name
        spec.vcpus = UInt32(server.flavor.vcpus)
        spec.memoryMib = UInt64(server.flavor.memoryMiB)
        spec.power = server.wantedPower.wire
        spec.softReboots = UInt64(server.softReboots)
        spec.hardReboots = UInt64(server.hardReboots)
        spec.shutdownSeconds = shutdownSeconds
        spec.projectID = server.projectID.string
        spec.userID = server.userID.string
        spec.flavor = server.flavor.name
        spec.attempt = server.domainAttempt
        spec.graphics = true
        try boot(s, server, &spec)
        spec.interfaces = try interfaces(s, server, model: spec.hardware["hw_vif_model"])
        if server.hasConfigDrive { spec.configDrive = files(try Guest.load(s, server)) }
        var item = SetItem()
        item.id = server.id.string
        item.domain = spec
        return item
    }

    private static func files(_ guest: Guest) -> [Apus_Agent_V1_GuestFile] {
        GuestTree.drive(of: guest).sorted { $0.key < $1.key }.map { path, content in
            var file = Apus_Agent_V1_GuestFile()
            file.path = path
            file.content = Data(content)
            return file
        }
    }

    // MARK: Disks and firmware

    private static func boot(_ s: Snapshot, _ server: Server, _ spec: inout DomainSpec) throws {
        guard let id = server.imageID, let image = try Images.find(s, ImageID(id)) else {
            throw Fault(
                .conflict, code: "COMPUTE-IMAGE-GONE", "The image of instance \(server.id) is not there any more.",
                hint: "Rebuild the server from another image.")
        }
        let properties = image.properties
        spec.firmware = properties["hw_firmware_type"] == "uefi" ? "uefi" : "bios"
        spec.machine = properties["hw_machine_type"] ?? ""
        spec.hardware = properties.filter { $0.key.hasPrefix("hw_") || $0.key.hasPrefix("os_") }
        for (key, value) in server.flavor.extraSpecs where key.hasPrefix("hw:") {
            spec.hardware["hw_" + key.dropFirst(3)] = value
        }
        spec.disks = disks(server, image, bus: properties["hw_disk_bus"] ?? "virtio")
    }

    private static func disks(_ server: Server, _ image: Image, bus: String) -> [Apus_Agent_V1_DomainDisk] {
        let prefix = bus == "virtio" ? "vd" : bus == "ide" ? "hd" : "sd"
        let flavor = server.flavor
        var root = disk("\(prefix)a", bus, bytes: ServerImage.rootBytes(flavor, image))
        root.bootIndex = 0
        root.image.id = image.id.string
        root.image.format = image.diskFormat ?? "raw"
        root.image.sizeBytes = UInt64(image.size ?? 0)
        root.image.sha512 = image.hashValue ?? ""
        var disks = [root]
        if flavor.ephemeralGiB > 0 {
            disks.append(disk("\(prefix)b", bus, bytes: Int64(flavor.ephemeralGiB) << 30, format: "ext4"))
        }
        if flavor.swapMiB > 0 {
            disks.append(
                disk(disks.count == 1 ? "\(prefix)b" : "\(prefix)c", bus, bytes: Int64(flavor.swapMiB) << 20, format: "swap"))
        }
        return disks
    }

    private static func disk(_ device: String, _ bus: String, bytes: Int64, format: String = "") -> Apus_Agent_V1_DomainDisk {
        var disk = Apus_Agent_V1_DomainDisk()
        disk.device = device
        disk.bus = bus
        disk.sizeBytes = UInt64(bytes)
        disk.bootIndex = -1
        disk.format = format
        return disk
    }

    // MARK: Interfaces

    private static func interfaces(
        _ s: Snapshot, _ server: Server, model: String?
    ) throws -> [Apus_Agent_V1_DomainInterface] {
        try ServerPorts.list(s, of: server.id).filter { !$0.isLeaving }.compactMap { port in
            guard var interface = try Ports.domainInterface(s, port.portID) else { return nil }
            if let model { interface.model = model }
            return interface
        }
    }
}
