/// A disk of the host, from `/sys/block`.
public struct Disk: Sendable, Equatable {
    public var name: String
    public var bytes: UInt64
    public var rotational: Bool
    public var model: String

    public init(name: String, bytes: UInt64, rotational: Bool, model: String) {
        self.name = name
        self.bytes = bytes
        self.rotational = rotational
        self.model = model
    }

    /// Whole disks with a medium in them; what is stacked on other disks or kept in memory does not count.
    public static func all(_ files: some HostFiles) -> [Disk] {
        files.list("/sys/block").compactMap { name in
            guard !stacked.contains(where: { name.hasPrefix($0) }) else { return nil }
            let path = "/sys/block/\(name)"
            // Always in sectors of 512 bytes, whatever the disk's own (Documentation/ABI/stable/sysfs-block).
            guard let sectors: UInt64 = files.number(path + "/size"), sectors > 0 else { return nil }
            return Disk(
                name: name, bytes: sectors &* 512, rotational: files.line(path + "/queue/rotational") == "1",
                model: files.line(path + "/device/model") ?? "")
        }
    }

    private static let stacked = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "zd", "drbd", "rbd"]
}
