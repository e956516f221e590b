import AgentProtocol
import Core
import SwiftProtobuf

/// What an agent answers, of a host that is at once as its sets say: pure.
struct HostModel {
    /// Items of one frame, as of the real agent's.
    private static let batch = 256

    let host: String
    private(set) var epoch: UInt64 = 0
    /// It has got all of its sets, and has said all that it sees.
    private(set) var isSynchronized = false
    /// Sets that Welcome has named and that have not come yet.
    private var missing: Set<String> = []
    private var seen: [ItemObservation] = []
    private var peers = 0

    init(host: String) { self.host = host }

    var hello: AgentFrame {
        .with {
            $0.hello.host = host
            $0.hello.bootID = "boot"
            $0.hello.roles = ["compute", "network", "sensors"]
            $0.hello.version = "scale"
            $0.hello.protocol = agentProtocolVersion
            $0.hello.facts = Self.facts(host)
        }
    }

    /// Nil before Welcome.
    var heartbeat: AgentFrame? { epoch == 0 ? nil : frame { $0.heartbeat.sentAt = SystemTime().now.microseconds } }

    /// How many peers deltas have brought since the last time.
    mutating func takePeers() -> Int {
        defer { peers = 0 }
        return peers
    }

    mutating func take(_ frame: ControllerFrame) -> [AgentFrame] {
        switch frame.body {
        case .welcome(let welcome):
            epoch = welcome.epoch
            missing = Set(welcome.sets)
            return []
        case .itemSet(let set): return take(set)
        case .setDelta(let delta):
            peers += delta.changed.count { if case .peer? = $0.spec { true } else { false } }
            return observations(delta.changed.map { observation($0, delta.set) } + delta.removed.map { gone($0, delta.set) })
                + [taken(delta.set, delta.revision)]
        default: return []
        }
    }

    private mutating func take(_ set: Apus_Agent_V1_ItemSet) -> [AgentFrame] {
        let news = set.items.map { observation($0, set.set) }
        let answer = set.lastPart ? [taken(set.set, set.revision)] : []
        guard !isSynchronized else { return observations(news + set.removed.map { gone($0, set.set) }) + answer }
        seen += news
        if set.lastPart { missing.remove(set.set) }
        guard missing.isEmpty else { return answer }
        isSynchronized = true
        defer { seen = [] }
        return answer + [frame { ($0.observations.full, $0.observations.observations) = (true, seen) }]
            + observations(set.removed.map { gone($0, set.set) })
    }

    private func frame(_ change: (inout AgentFrame) -> Void) -> AgentFrame {
        var frame = AgentFrame()
        frame.epoch = epoch
        change(&frame)
        return frame
    }

    private func taken(_ set: String, _ revision: UInt64) -> AgentFrame {
        frame { ($0.setTaken.set, $0.setTaken.revision) = (set, revision) }
    }

    private func observations(_ all: [ItemObservation]) -> [AgentFrame] {
        stride(from: 0, to: all.count, by: Self.batch).map { start in
            frame { $0.observations.observations = Array(all[start..<min(start + Self.batch, all.count)]) }
        }
    }

    private func gone(_ id: String, _ set: String) -> ItemObservation {
        .with {
            ($0.set, $0.id, $0.state) = (set, id, .absent)
            $0.observedAt = SystemTime().now.microseconds
        }
    }

    private func observation(_ item: SetItem, _ set: String) -> ItemObservation {
        .with {
            ($0.set, $0.id, $0.state) = (set, item.id, .ready)
            $0.generation = item.generation
            $0.observedAt = SystemTime().now.microseconds
            switch item.spec {
            case .health?: $0.health.facts = Self.facts(host)
            case .domain(let spec)?: $0.domain = Self.state(spec)
            default: break
            }
        }
    }

    private static func state(_ spec: DomainSpec) -> DomainState {
        .with {
            $0.power = spec.power
            $0.softReboots = spec.softReboots
            $0.hardReboots = spec.hardReboots
            $0.attempt = spec.attempt
            $0.pluggedPorts = spec.interfaces.map(\.portID)
            $0.startedAt = SystemTime().now.microseconds
        }
    }
}

extension HostModel {
    /// A machine of two sockets, as large as what it says of itself usually is.
    private static func facts(_ host: String) -> Apus_Agent_V1_HostFacts {
        .with {
            $0.kernel = "6.1.0-37-amd64"
            $0.operatingSystem = "Debian GNU/Linux 12 (bookworm)"
            $0.architecture = "x86_64"
            $0.cpuModel = "Simulated CPU @ 2.50GHz"
            ($0.cpuSockets, $0.cpuCores, $0.cpuThreads) = (2, 32, 64)
            $0.cpuFlags = flags
            $0.kvm = true
            $0.memoryBytes = 256 << 30
            $0.diskBytes = 4 << 40
            $0.hypervisor = "QEMU"
            ($0.libvirtVersion, $0.qemuVersion) = ("9.0.0", "7.2.15")
            $0.tunnelAddress = address(host)
            $0.disks = ["sda", "sdb"].map { name in .with { ($0.name, $0.sizeBytes, $0.model) = (name, 2 << 40, "Simulated") } }
            $0.nics = ["eno1", "eno2"].map { name in
                .with {
                    ($0.name, $0.mac, $0.mtu, $0.speed, $0.up) = (name, "52:54:00:00:00:01", 9000, 25_000, true)
                    $0.addresses = [address(host) + "/8"]
                }
            }
        }
    }

    private static let flags = """
        fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall nx pdpe1gb \
        rdtscp lm constant_tsc rep_good nopl xtopology nonstop_tsc cpuid tsc_known_freq pni pclmulqdq vmx ssse3 fma cx16 pcid \
        sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand hypervisor lahf_lm abm 3dnowprefetch fsgsbase bmi1 avx2 smep bmi2 \
        erms invpcid avx512f avx512dq rdseed adx smap clflushopt clwb avx512cd avx512bw avx512vl xsaveopt xsavec xgetbv1 xsaves
        """.split(separator: " ").map(String.init)

    private static func address(_ host: String) -> String {
        let number = Int(host.drop { !$0.isNumber }) ?? 0
        return "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }
}
