import HostFacts

/// A host made of samples: files by path, and what cannot be a file.
struct FixtureHost: HostFiles {
    var files: [String: String]
    var openable: Set<String> = []
    var usages: [String: FileSystem.Usage] = [:]
    var own: [String: [String]] = [:]

    func read(_ path: String) -> String? { files[path] }

    func list(_ path: String) -> [String] {
        let names = files.keys.filter { $0.hasPrefix(path + "/") }.map { $0.dropFirst(path.count + 1).prefix { $0 != "/" } }
        return Set(names).map(String.init).sorted()
    }

    func opens(_ path: String) -> Bool { openable.contains(path) }
    func usage(of mountPoint: String) -> FileSystem.Usage? { usages[mountPoint] }
    func addresses() -> [String: [String]] { own }

    /// A server with two sockets, a disk, a memory stick reader without a stick, and guests on it.
    static let server = FixtureHost(
        files: [
            "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
            "/proc/sys/kernel/arch": "x86_64\n",
            "/proc/sys/kernel/random/boot_id": "3f1c5a6e-0000-4000-8000-000000000001\n",
            "/etc/os-release": "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n",
            "/proc/cpuinfo": cpuinfo,
            "/proc/meminfo": "MemTotal:        4096000 kB\nMemFree:          100000 kB\nMemAvailable:    2048000 kB\n"
                + "Active(anon):       12 kB\nHugePages_Total:       3\n",
            "/proc/loadavg": "0.42 0.30 0.10 2/345 6789\n",
            "/proc/uptime": "12345.67 45678.90\n",
            "/proc/self/mounts": mounts,
            "/sys/block/sda/size": "2048\n",
            "/sys/block/sda/queue/rotational": "1\n",
            "/sys/block/sda/device/model": "ST2000NM0033   \n",
            "/sys/block/nvme0n1/size": "4096\n",
            "/sys/block/nvme0n1/queue/rotational": "0\n",
            "/sys/block/sdb/size": "0\n",
            "/sys/block/loop0/size": "512\n",
            "/sys/block/dm-0/size": "2048\n",
            "/sys/class/net/lo/address": "00:00:00:00:00:00\n",
            "/sys/class/net/eno1/address": "52:54:00:00:00:01\n",
            "/sys/class/net/eno1/mtu": "1500\n",
            "/sys/class/net/eno1/speed": "10000\n",
            "/sys/class/net/eno1/operstate": "up\n",
            "/sys/class/net/eno1/device/vendor": "0x8086\n",
            "/sys/class/net/eno2/operstate": "down\n",
            "/sys/class/net/eno2/speed": "-1\n",
            "/sys/class/net/eno2/mtu": "1500\n",
            "/sys/class/net/eno2/device/vendor": "0x8086\n",
            "/sys/class/net/bond0/operstate": "up\n",
            "/sys/class/net/bond0/mtu": "9000\n",
            "/sys/class/net/tap1/tun_flags": "0x1002\n",
            "/sys/class/net/vethabc/mtu": "1500\n",
            "/sys/class/net/virbr0/mtu": "1500\n",
            "/sys/class/net/ovs-system/mtu": "1500\n",
        ],
        openable: ["/dev/kvm"],
        usages: [
            "/": FileSystem.Usage(size: 1000, free: 500, available: 400),
            "/my disk": FileSystem.Usage(size: 2000, free: 20, available: 10),
        ],
        own: [
            "lo": ["127.0.0.1/8"], "eno1": ["fe80::1/64", "10.0.0.2/24"], "bond0": ["192.0.2.7/25", "2001:db8::7/64"],
            "tap1": ["10.1.0.1/24"], "vethabc": ["10.2.0.1/24"], "virbr0": ["192.168.122.1/24"],
        ])

    private static let cpuinfo = [(0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 1, 0)].map { thread, socket, core in
        """
        processor\t: \(thread)
        model name\t: Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz
        physical id\t: \(socket)
        core id\t\t: \(core)
        flags\t\t: fpu vmx avx2

        """
    }.joined(separator: "\n")

    private static let mounts = """
        proc /proc proc rw 0 0
        /dev/sda1 / ext4 rw,relatime 0 0
        /dev/sda1 /var/lib/bind ext4 rw 0 0
        tmpfs /run tmpfs rw 0 0
        server:/export /mnt/nfs nfs4 rw 0 0
        /dev/nvme0n1 /my\\040disk xfs rw 0 0
        overlay /var/lib/containers/merged overlay rw 0 0

        """
}
