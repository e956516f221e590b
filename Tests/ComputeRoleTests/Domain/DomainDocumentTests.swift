import AgentProtocol
import Testing

@testable import ComputeRole

@Suite struct DomainDocumentTests {
    private func document(_ spec: DomainSpec, _ host: HostAbilities) throws -> String {
        let id = try makeGuestID()
        var label = DomainLabel.beginning(spec, set: "host/h1", after: nil)
        label.startedAt = 5
        return try DomainDocument(id: id, spec: spec, label: label, host: host, files: GuestFiles(id, in: "/instances")).text
    }

    private func parsed(_ spec: DomainSpec, _ host: HostAbilities = .tcg) throws -> XMLElement {
        try #require(XMLReader.read(try document(spec, host)))
    }

    @Test func aGuestWithoutVirtualisation() throws {
        let spec = DomainSpec.make(ports: [1]).with { $0.configDrive = [.make("a", "b")] }
        #expect(try document(spec, .tcg) == Golden.translated)
    }

    @Test func aWindowsGuestWithVirtualisation() throws {
        let spec = DomainSpec.make().with {
            $0.name = "win"
            $0.firmware = "uefi"
            $0.machine = "i440fx"
            $0.hardware = ["os_type": "windows", "hw_disk_bus": "sata", "hw_rng_model": "none", "hw_qemu_guest_agent": "no"]
            $0.disks[0].bus = ""
            $0.disks[0].serial = "s&n"
            $0.configDrive = [.make("a", "b")]
        }
        #expect(try document(spec, .kvm) == Golden.windows)
    }

    @Test func aGuestWithoutScreenHasNothingOfIt() throws {
        let devices = try #require(try parsed(.make().with { $0.graphics = false }).child("devices"))
        #expect(devices.child("graphics") == nil)
        #expect(devices.child("input") == nil)
        #expect(devices.child("video")?.child("model")?["type"] == "none")
    }

    @Test func thereAreFreePorts() throws {
        let devices = try #require(try parsed(.make(ports: [1, 2])).child("devices"))
        let ports = devices.children("controller").filter { $0["model"] == "pcie-root-port" }.count
        // A disk, two interfaces, the generator, the balloon, USB and the guest agent's channel.
        #expect(ports == 7 + DomainDocument.sparePorts)
    }

    @Test(arguments: [
        ["hw_vif_model": "<evil/>"], ["hw_disk_bus": "floppy"], ["hw_video_model": "x"], ["hw_machine_type": "q35 -evil"],
        ["hw_firmware_type": "coreboot"], ["hw_rng_model": "chaos"], ["hw_cdrom_bus": "none"],
    ]) func whatIsNotKnownIsRefused(wish: [String: String]) throws {
        let problem = #expect(throws: GuestProblem.self) { try document(.make().with { $0.hardware = wish }, .tcg) }
        #expect(problem?.code == "HOST-HARDWARE-UNSUPPORTED")
        #expect(problem?.passesElsewhere == false)
    }

    @Test(arguments: [
        ("", "q35"), ("q35", "q35"), ("pc", "pc"), ("i440fx", "pc"), ("pc-i440fx-7.2", "pc-i440fx-7.2"),
        ("pc-q35-7.2", "pc-q35-7.2"),
    ]) func machinesAreKnown(wish: String, machine: String) throws {
        #expect(try parsed(.make().with { $0.machine = wish }).child("os")?.child("type")?["machine"] == machine)
    }
}
