import Core

/// `block_device_mapping_v2` of a new server. There are no volumes yet, so that its only honest forms are the image's own local
/// disk, and the blank local disks that the flavor has anyway.
enum BlockDeviceWish {
    private static let members: Set<String> = [
        "virtual_name", "volume_id", "snapshot_id", "volume_size", "device_name", "delete_on_termination", "no_device",
        "connection_info", "source_type", "uuid", "image_id", "destination_type", "guest_format", "device_type", "disk_bus",
        "boot_index", "tag", "volume_type",
    ]

    static func read(_ input: Input, into wish: inout ServerWish) throws {
        if let old = input.optional("block_device_mapping"), try !old.elements().isEmpty { throw noVolumes }
        let devices = try input.optional("block_device_mapping_v2")?.elements() ?? []
        for device in devices {
            guard device.json.object != nil else { throw device.wrongType("object") }
            try device.allow(members)
            let source = try device.optional("source_type")?.word(of: ["volume", "image", "snapshot", "blank"])
            let target = try device.optional("destination_type")?.word(of: ["local", "volume"])
            switch (source, target ?? (source == "blank" || source == "image" ? "local" : "volume")) {
            case ("image", "local"): try image(device, &wish)
            case ("blank", "local"): try blank(device, &wish)
            default: throw noVolumes
            }
        }
        if wish.imageID == nil { throw noImage }
    }

    private static func image(_ device: Input, _ wish: inout ServerWish) throws {
        let index = try device.optional("boot_index").map { try $0.integer(-1...1000) } ?? -1
        let id = try (device.optional("uuid") ?? device.member("image_id")).uuid()
        guard index == 0, wish.imageID == nil || wish.imageID == id else {
            throw Refusal.invalid(
                "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping "
                    + "combination is not valid.")
        }
        wish.imageID = id
    }

    private static func blank(_ device: Input, _ wish: inout ServerWish) throws {
        let size = try device.optional("volume_size").map { try $0.integer(0...1_000_000) } ?? 0
        if device.json["guest_format"] == "swap" { wish.swapMiB += size } else { wish.ephemeralGiB += size }
    }

    private static let noVolumes = Refusal.invalid(
        "Block Device Mapping is Invalid: this cloud has no volumes yet; servers boot from an image onto a local disk.",
        hint: "Name the image with imageRef and leave block_device_mapping out.")

    private static let noImage = Refusal.invalid(
        "Invalid imageRef provided.", hint: "This cloud has no volumes yet, so that every server boots from an image.")
}
