/// An interface through which the host reaches others, from `/sys/class/net`.
public struct NetworkInterface: Sendable, Equatable {
    public var name: String
    public var mac: String
    public var mtu: UInt32
    /// Megabits per second; 0 where unknown.
    public var speed: UInt32
    public var up: Bool
    /// With prefix length; without link-local ones.
    public var addresses: [String]

    public init(name: String, mac: String, mtu: UInt32, speed: UInt32, up: Bool, addresses: [String]) {
        self.name = name
        self.mac = mac
        self.mtu = mtu
        self.speed = speed
        self.up = up
        self.addresses = addresses
    }

    /// Those with hardware behind them, and virtual ones that carry an address of the host, such as a bond or a bridge. What
    /// guests and containers hang on is left out.
    public static func all(_ files: some HostFiles) -> [NetworkInterface] {
        let addresses = files.addresses()
        return files.list("/sys/class/net").compactMap { name in
            let path = "/sys/class/net/\(name)"
            let own = (addresses[name] ?? []).filter { !$0.hasPrefix("fe80:") }.sorted()
            let hardware = !files.list(path + "/device").isEmpty
            guard name != "lo", hardware || (!own.isEmpty && !isGuest(name, path, files)) else { return nil }
            let speed: Int64 = files.number(path + "/speed") ?? 0
            return NetworkInterface(
                name: name, mac: files.line(path + "/address") ?? "", mtu: files.number(path + "/mtu") ?? 0,
                speed: UInt32(clamping: max(speed, 0)), up: files.line(path + "/operstate") == "up", addresses: own)
        }
    }

    private static func isGuest(_ name: String, _ path: String, _ files: some HostFiles) -> Bool {
        files.read(path + "/tun_flags") != nil || guestNames.contains { name.hasPrefix($0) }
    }

    private static let guestNames = ["tap", "tun", "veth", "vnet", "virbr", "docker", "br-", "cni", "cali", "flannel", "lxc"]
}
