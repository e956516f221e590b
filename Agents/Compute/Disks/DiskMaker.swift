import AgentProtocol
import HostCommands

/// Makes a guest's disks and its config drive: each beside its place, then renamed into it, then noted in the directory's label.
/// Killed anywhere, the next call makes what the label does not name.
struct DiskMaker: Sendable {
    let instances: Instances
    let images: ImageCache
    let commands: any CommandRunner

    func make(_ spec: DomainSpec, of id: GuestID, set: String) async throws {
        var label = try await directory(spec, of: id, set: set)
        let files = GuestFiles(id, in: instances.path)
        for disk in spec.disks where !label.made.contains(disk.device) {
            try Self.check(disk)
            try await make(disk, at: files.disk(disk))
            label.made.insert(disk.device)
            try await write(label, id)
        }
        if !spec.configDrive.isEmpty, !label.made.contains(InstanceLabel.configDrive) {
            try await ConfigDrive(commands: commands).make(spec.configDrive, at: files.configDrive)
            label.made.insert(InstanceLabel.configDrive)
            try await write(label, id)
        }
    }

    /// With the names of all images in its label, before the first of them is fetched.
    private func directory(_ spec: DomainSpec, of id: GuestID, set: String) async throws -> InstanceLabel {
        let names = try spec.disks.filter(\.hasImage).map { try ImageCache.name(of: $0.image) }
        return try await DiskWork.run { [instances] in
            let known = try instances.label(of: id)
            var label = known ?? InstanceLabel(set: set, attempt: spec.attempt)
            label.images.formUnion(names)
            if known == nil { try instances.make(id, label) } else { try instances.write(label, of: id) }
            return label
        }
    }

    private func write(_ label: InstanceLabel, _ id: GuestID) async throws {
        try await DiskWork.run { [instances] in try instances.write(label, of: id) }
    }

    private func make(_ disk: Apus_Agent_V1_DomainDisk, at path: String) async throws {
        let temporary = path + ".new"
        try await DiskWork.run { try Files.remove(temporary) }
        if disk.hasImage {
            try await copy(disk, at: temporary)
        } else {
            try await DiskWork.run { try Files.makeSparse(temporary, bytes: disk.sizeBytes) }
            try await format(disk.format, temporary)
        }
        try await DiskWork.run {
            try Files.sync(temporary)
            try Files.rename(temporary, to: path)
        }
    }

    /// Shares with the image what the guest does not write.
    private func copy(_ disk: Apus_Agent_V1_DomainDisk, at path: String) async throws {
        let image = try await images.file(of: disk.image)
        let size = disk.sizeBytes == 0 ? image.virtualSize : disk.sizeBytes
        guard image.virtualSize <= size else {
            throw GuestProblem(
                "HOST-IMAGE-SIZE", "The image needs a disk of \(image.virtualSize) bytes, and \(disk.device) has \(size).",
                hint: "Choose a flavor with a larger disk.", passesElsewhere: false)
        }
        try await commands.run(
            "qemu-img", ["create", "-q", "-f", "qcow2", "-F", image.format, "-b", image.path, path, "\(size)"])
    }

    private func format(_ format: String, _ path: String) async throws {
        switch format {
        case "": return
        case "swap": try await commands.run("mkswap", [path])
        case "ext2", "ext3", "ext4": try await commands.run("mkfs.\(format)", ["-q", "-F", path])
        case "xfs": try await commands.run("mkfs.xfs", ["-q", "-f", path])
        case "vfat": try await commands.run("mkfs.vfat", [path])
        default:
            throw GuestProblem(
                "HOST-DISK-FORMAT", "Hosts cannot format a disk as \"\(format)\".",
                hint: "Use ext4, xfs, vfat or swap, or leave it to the guest.", passesElsewhere: false)
        }
    }

    /// The device's name becomes part of a path.
    static func check(_ disk: Apus_Agent_V1_DomainDisk) throws {
        let allowed = disk.device.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        guard allowed, (3...8).contains(disk.device.utf8.count), disk.device != InstanceLabel.configDrive else {
            throw GuestProblem(
                "HOST-ITEM-INVALID", "A disk cannot be called \"\(disk.device)\".", hint: "Call it vda, vdb and so on.",
                passesElsewhere: false)
        }
    }
}
