import AgentProtocol
import AgentRuntime
import Crypto
import FoundationEssentials
import Logging

@testable import ComputeRole

let guestUUID = "5f0e7d2a-1111-4222-8333-944445555666"
let imageUUID = "0a0b0c0d-1111-4222-8333-944445555777"
let networkUUID = "aaaabbbb-cccc-4ddd-8eee-ffff00001111"

extension HostAbilities {
    /// A host without virtualisation, as test machines are.
    static let tcg = HostAbilities(architecture: .x86, kvm: false, directIO: false, boot: "boot-1")
    static let kvm = HostAbilities(architecture: .x86, kvm: true, directIO: true, boot: "boot-1")
}

extension Apus_Agent_V1_ImageSource {
    static func make(_ bytes: [UInt8], id: String = imageUUID, format: String = "raw") -> Self {
        var source = Self()
        source.id = id
        source.format = format
        source.sizeBytes = UInt64(bytes.count)
        let digits = Array("0123456789abcdef".utf8)
        source.sha512 = String(
            decoding: SHA512.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        return source
    }
}

extension DomainSpec {
    /// A running guest with a disk that is a copy of the image.
    static func make(image bytes: [UInt8] = BootSector.image, power: Power = .running, ports: [Int] = []) -> DomainSpec {
        var spec = DomainSpec()
        spec.name = "web & <1>"
        spec.vcpus = 1
        spec.memoryMib = 64
        spec.power = power
        spec.attempt = 1
        spec.projectID = "demo"
        spec.userID = "ada"
        spec.flavor = "m1.tiny"
        spec.graphics = true
        spec.shutdownSeconds = 1
        var disk = Apus_Agent_V1_DomainDisk()
        disk.device = "vda"
        disk.bus = "virtio"
        disk.sizeBytes = 4 << 20
        disk.image = .make(bytes)
        spec.disks = [disk]
        spec.interfaces = ports.map(Apus_Agent_V1_DomainInterface.make)
        return spec
    }

    func with(_ change: (inout DomainSpec) -> Void) -> DomainSpec {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Apus_Agent_V1_DomainInterface {
    static func make(_ number: Int) -> Self {
        var interface = Self()
        interface.portID = "0000000\(number)-cccc-4ddd-8eee-ffff00002222"
        interface.mac = "fa:16:3e:00:00:0\(number)"
        interface.tap = "tap0000000\(number)-cc"
        interface.networkID = networkUUID
        interface.mtu = 1450
        return interface
    }
}

extension Item {
    static func make(_ spec: DomainSpec, generation: UInt64 = 1, id: String = guestUUID) -> Item {
        var item = Item()
        item.id = id
        item.generation = generation
        item.domain = spec
        return item
    }
}

func makeGuestID(_ text: String = guestUUID) throws -> GuestID {
    guard let id = GuestID(text) else { throw FakeLink.Broken() }
    return id
}

extension ComputeRole {
    convenience init(_ scratch: Scratch, _ seams: ComputeSeams, abilities: HostAbilities = .tcg) {
        self.init(
            settings: ComputeSettings(instances: scratch.path + "/instances", images: scratch.path + "/images"), seams: seams,
            abilities: abilities, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension Apus_Agent_V1_GuestFile {
    static func make(_ path: String, _ text: String) -> Self {
        var file = Self()
        file.path = path
        file.content = Data(text.utf8)
        return file
    }
}
