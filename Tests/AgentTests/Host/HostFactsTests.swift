import HostFacts
import Testing

@Suite struct HostFactsTests {
    @Test func theServerIsDescribed() {
        let host = HostDescription(FixtureHost.server)
        #expect(host.kernel == "6.1.0-18-amd64")
        #expect(host.operatingSystem == "Debian GNU/Linux 12 (bookworm)")
        #expect(host.architecture == "x86_64")
        #expect(host.bootID == "3f1c5a6e-0000-4000-8000-000000000001")
        #expect(host.processor.model == "Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz")
        #expect((host.processor.sockets, host.processor.cores, host.processor.threads) == (2, 2, 4))
        #expect(host.processor.flags == ["avx2", "fpu", "vmx"])
        #expect(host.memoryBytes == 4_096_000 * 1024)
        #expect(
            host.disks == [
                Disk(name: "nvme0n1", bytes: 4096 * 512, rotational: false, model: ""),
                Disk(name: "sda", bytes: 2048 * 512, rotational: true, model: "ST2000NM0033"),
            ])
    }

    @Test func interfacesOfGuestsAreLeftOut() {
        #expect(
            HostDescription(FixtureHost.server).interfaces == [
                NetworkInterface(
                    name: "bond0", mac: "", mtu: 9000, speed: 0, up: true, addresses: ["192.0.2.7/25", "2001:db8::7/64"]),
                NetworkInterface(
                    name: "eno1", mac: "52:54:00:00:00:01", mtu: 1500, speed: 10_000, up: true, addresses: ["10.0.0.2/24"]),
                NetworkInterface(name: "eno2", mac: "", mtu: 1500, speed: 0, up: false, addresses: []),
            ])
    }

    @Test(arguments: [(true, "vmx", true), (true, "svm", true), (true, "avx", false), (false, "vmx", false)])
    func kvmNeedsTheProcessorAndTheDevice(opens: Bool, flag: String, usable: Bool) {
        var host = FixtureHost(files: ["/proc/cpuinfo": "processor: 0\nflags: fpu \(flag)\n"])
        if opens { host.openable = ["/dev/kvm"] }
        #expect(HostDescription(host).kvm == usable)
    }

    @Test func anARMProcessorIsOneSocket() {
        let text = "processor\t: 0\nFeatures\t: fp asimd\n\nprocessor\t: 1\nFeatures\t: fp asimd\n\nModel\t\t: Board 5\n"
        let processor = Processor(cpuinfo: text)
        #expect((processor.sockets, processor.cores, processor.threads) == (1, 2, 2))
        #expect(processor.model == "Board 5")
        #expect(processor.flags == ["asimd", "fp"])
    }

    @Test func aLookSeesLoadMemoryAndFileSystems() {
        let look = HostLook(FixtureHost.server)
        #expect(look.load == (0.42, 0.30, 0.10))
        #expect(look.uptimeSeconds == 12345)
        #expect(look.memory.available == 2_048_000 * 1024)
        #expect(look.fileSystems.map(\.mountPoint) == ["/", "/my disk"])
        #expect(look.fileSystems.map(\.device) == ["/dev/sda1", "/dev/nvme0n1"])
    }

    @Test func anUnreadableHostIsNoCrash() {
        let nothing = FixtureHost(files: [:])
        #expect(HostDescription(nothing).memoryBytes == 0)
        #expect(HostLook(nothing).fileSystems.isEmpty)
        let nonsense = FixtureHost(files: [
            "/proc/cpuinfo": ":::\n\n:", "/proc/meminfo": "MemTotal\nMemTotal: x kB", "/proc/loadavg": "a b",
            "/proc/uptime": "-1 nan",
            "/proc/self/mounts": "x\n\\", "/sys/block/sda/size": "18446744073709551615",
        ])
        #expect(HostDescription(nonsense).memoryBytes == 0)
        #expect(HostLook(nonsense).uptimeSeconds == 0)
    }

    @Test func thisHostAnswers() {
        let host = HostDescription(LiveHostFiles())
        #expect(host.processor.threads > 0)
        #expect(host.memoryBytes > 0)
        #expect(!host.kernel.isEmpty)
        #expect(host.bootID.count == 36)
        #expect(HostLook(LiveHostFiles()).memory.available > 0)
    }
}
