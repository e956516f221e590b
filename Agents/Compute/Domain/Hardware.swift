import AgentProtocol

/// The virtual hardware of a guest, from its spec and the image properties that shape it (upstream's "Useful image properties").
///
/// A value that is not known here is refused, not passed on: what the hypervisor would make of it is anybody's guess.
struct Hardware: Sendable, Equatable {
    enum Board: Sendable, Equatable {
        /// PCI Express: each device wants a root port.
        case express(machine: String)
        /// PCI: slots are there.
        case classic(machine: String)
    }

    var board: Board
    var uefi: Bool
    var diskBus: String
    var cdromBus: String
    var interfaceModel: String
    /// Nil for none.
    var videoModel: String?
    var hasRandomGenerator: Bool
    var hasGuestAgent: Bool
    var isWindows: Bool

    /// - Throws: `GuestProblem`
    init(_ spec: DomainSpec, on host: HostAbilities) throws {
        let wish = spec.hardware
        isWindows = wish["os_type"]?.lowercased() == "windows"
        let machine = [spec.machine, wish["hw_machine_type"] ?? ""].first { !$0.isEmpty } ?? ""
        board = try Self.board(machine, host)
        let firmware = [spec.firmware, wish["hw_firmware_type"] ?? ""].first { !$0.isEmpty } ?? ""
        guard ["", "bios", "uefi"].contains(firmware) else { throw Self.unknown("hw_firmware_type", firmware) }
        uefi = firmware == "uefi" || host.architecture == .arm
        diskBus = try Self.one(of: Self.buses, wish, "hw_disk_bus", default: "virtio")
        cdromBus = try Self.one(of: Self.buses, wish, "hw_cdrom_bus", default: Self.cdromBus(board, isWindows: isWindows))
        interfaceModel = try Self.one(of: Self.interfaces, wish, "hw_vif_model", default: "virtio")
        let video = try Self.one(
            of: Self.videos, wish, "hw_video_model", default: host.architecture == .arm ? "virtio" : "vga")
        videoModel = video == "none" || !spec.graphics ? nil : video
        hasRandomGenerator = try Self.one(of: ["virtio", "none"], wish, "hw_rng_model", default: "virtio") == "virtio"
        hasGuestAgent = !["no", "false", "0"].contains(wish["hw_qemu_guest_agent"]?.lowercased() ?? "yes")
    }

    static let buses: Set = ["virtio", "scsi", "sata", "ide", "usb"]
    static let interfaces: Set = ["virtio", "e1000", "e1000e", "rtl8139", "ne2k_pci", "pcnet", "vmxnet3"]
    private static let videos: Set = ["vga", "cirrus", "virtio", "qxl", "bochs", "none"]

    /// Linux images for clouds often have no driver for SATA, all have virtio-scsi; Windows has no virtio of its own.
    private static func cdromBus(_ board: Board, isWindows: Bool) -> String {
        guard isWindows else { return "scsi" }
        if case .classic = board { return "ide" }
        return "sata"
    }

    private static func board(_ machine: String, _ host: HostAbilities) throws -> Board {
        let allowed = machine.utf8.allSatisfy { byte in
            GuestID.isHexadecimal(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        guard allowed else { throw unknown("hw_machine_type", machine) }
        if machine.isEmpty { return .express(machine: host.architecture == .arm ? "virt" : "q35") }
        // Libvirt's own name of the classic one.
        if machine == "i440fx" { return .classic(machine: "pc") }
        return machine == "pc" || machine.hasPrefix("pc-i440fx") ? .classic(machine: machine) : .express(machine: machine)
    }

    static func one(
        of known: Set<String>, _ wish: [String: String], _ property: String, default usual: String
    ) throws -> String {
        guard let value = wish[property]?.lowercased(), !value.isEmpty else { return usual }
        guard known.contains(value) else { throw unknown(property, value) }
        return value
    }

    static func unknown(_ property: String, _ value: String) -> GuestProblem {
        GuestProblem(
            "HOST-HARDWARE-UNSUPPORTED", "This host knows no \(property) \"\(value)\".",
            hint: "Correct the property of the image or the flavor.", passesElsewhere: false)
    }
}
