/// A mounted file system that keeps data.
public struct FileSystem: Sendable, Equatable {
    public struct Usage: Sendable, Equatable {
        public var size: UInt64
        public var free: UInt64
        /// Free for those who are not root.
        public var available: UInt64

        public init(size: UInt64, free: UInt64, available: UInt64) {
            self.size = size
            self.free = free
            self.available = available
        }
    }

    public var mountPoint: String
    public var device: String
    public var type: String
    public var usage: Usage

    public init(mountPoint: String, device: String, type: String, usage: Usage) {
        self.mountPoint = mountPoint
        self.device = device
        self.type = type
        self.usage = usage
    }

    /// From `/proc/self/mounts`: each device once, at its shortest path, so that bind mounts do not count twice. Network file
    /// systems are left out: asking one whose server is away would block for ever.
    public static func all(_ files: some HostFiles) -> [FileSystem] {
        var shortest: [String: (point: String, type: String)] = [:]
        for line in (files.read("/proc/self/mounts") ?? "").split(separator: "\n") {
            let words = line.words
            guard words.count >= 3 else { continue }
            let (device, point, type) = (unescaped(words[0]), unescaped(words[1]), String(words[2]))
            guard types.contains(type) || (type == "overlay" && point == "/"), !point.hasPrefix("/etc/") else { continue }
            if let known = shortest[device], known.point.utf8.count <= point.utf8.count { continue }
            shortest[device] = (point, type)
        }
        return shortest.sorted { $0.value.point < $1.value.point }.compactMap { device, mount in
            files.usage(of: mount.point).map {
                FileSystem(mountPoint: mount.point, device: device, type: mount.type, usage: $0)
            }
        }
    }

    private static let types: Set<String> = ["ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "jfs", "vfat"]

    /// Blanks in names are written as `\040` and the like (fstab(5)).
    static func unescaped(_ text: Substring) -> String {
        guard text.contains("\\") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3,
                let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
