import AgentProtocol
import AgentRuntime
import HostCommands
import Testing

@testable import ComputeRole

@Suite struct DiskTests {
    let scratch: Scratch
    let runner = HostCommandRunner()
    let id: GuestID

    init() throws {
        scratch = try Scratch()
        id = try makeGuestID()
    }

    private var instances: Instances { Instances(scratch.path + "/instances") }
    private var files: GuestFiles { GuestFiles(id, in: instances.path) }

    private var maker: DiskMaker {
        let link = FakeLink([imageUUID: BootSector.image])
        return DiskMaker(
            instances: instances,
            images: ImageCache(directory: scratch.path + "/images", link: link, commands: runner, time: SystemAgentTime()),
            commands: runner)
    }

    private func disk(_ device: String, format: String = "") -> Apus_Agent_V1_DomainDisk {
        var disk = Apus_Agent_V1_DomainDisk()
        disk.device = device
        disk.sizeBytes = 8 << 20
        disk.format = format
        return disk
    }

    @Test func allKindsOfDisksAreMade() async throws {
        var spec = DomainSpec.make()
        spec.disks += [disk("vdb", format: "ext4"), disk("vdc", format: "swap"), disk("vdd")]
        try await maker.make(spec, of: id, set: "host/h1")
        let info = try await runner.run("qemu-img", ["info", "--output=json", files.disk(spec.disks[0])])
        let value = try #require(JSONValue.read(info.output))
        #expect(value["virtual-size"]?.unsigned == 4 << 20)
        #expect(value["backing-filename-format"]?.text == "raw")
        #expect(value["full-backing-filename"]?.text == "\(scratch.path)/images/\(spec.disks[0].image.sha512)")
        #expect(try await runner.run("blkid", ["-p", "-o", "value", "-s", "TYPE", files.disk(spec.disks[1])]).text == "ext4\n")
        #expect(try await runner.run("blkid", ["-p", "-o", "value", "-s", "TYPE", files.disk(spec.disks[2])]).text == "swap\n")
        #expect(Files.size(files.disk(spec.disks[3])) == 8 << 20)
        #expect(try instances.label(of: id)?.made == ["vda", "vdb", "vdc", "vdd"])
    }

    @Test func whatIsMadeIsKeptAndWhatIsHalfMadeIsMadeAnew() async throws {
        let spec = DomainSpec.make()
        try await maker.make(spec, of: id, set: "host/h1")
        let before = Files.modified(files.disk(spec.disks[0]))
        _ = try scratch.write("instances/\(guestUUID)/vdb.raw.new", [1, 2, 3])
        let more = spec.with { $0.disks.append(disk("vdb")) }
        try await maker.make(more, of: id, set: "host/h1")
        #expect(Files.modified(files.disk(spec.disks[0])) == before)
        #expect(Files.size(files.disk(more.disks[1])) == 8 << 20)
        #expect(try Files.list(files.directory) == ["label", "vda.qcow2", "vdb.raw"])
    }

    @Test func anImageLargerThanTheDiskIsRefused() async throws {
        let spec = DomainSpec.make().with { $0.disks[0].sizeBytes = 1 << 19 }
        let problem = await #expect(throws: GuestProblem.self) { try await maker.make(spec, of: id, set: "s") }
        #expect(problem?.code == "HOST-IMAGE-SIZE")
        #expect(problem?.passesElsewhere == false)
    }

    @Test(arguments: ["../x", "a", "vda/b", "VDA", "config", "averylongname"]) func aDeviceIsAName(device: String) {
        #expect(throws: GuestProblem.self) { try DiskMaker.check(disk(device)) }
    }

    @Test func theConfigDriveIsWhatCloudInitLooksFor() async throws {
        let spec = DomainSpec.make().with {
            $0.disks = []
            $0.configDrive = [.make("openstack/latest/meta_data.json", "{\"uuid\": 1}"), .make("openstack/content/0000", "x")]
        }
        try await maker.make(spec, of: id, set: "s")
        #expect(try await runner.run("blkid", ["-p", "-o", "value", "-s", "LABEL", files.configDrive]).text == "config-2\n")
        let text = try await runner.run("isoinfo", ["-R", "-i", files.configDrive, "-x", "/openstack/latest/meta_data.json"]).text
        #expect(text == "{\"uuid\": 1}")
        #expect(try Files.list(files.directory) == ["config.iso", "label"])
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../../b", "a//b", "", ".", "a\0b"]) func aPathStaysInside(path: String) {
        #expect(!ConfigDrive.isInside(path))
    }

    @Test func leftoversOfADeadProcessGo() throws {
        try instances.make(id, InstanceLabel(set: "host/h1", attempt: 3))
        try Files.makeDirectory(instances.path + "/.new-x")
        try Files.makeDirectory(instances.path + "/.gone-\(guestUUID)/sub")
        let all = try instances.all()
        #expect(all.map(\.0) == [id])
        #expect(all.first?.1 == InstanceLabel(set: "host/h1", attempt: 3))
        #expect(try Files.list(instances.path) == [guestUUID])
        try instances.remove(id)
        try instances.remove(id)
        #expect(try Files.list(instances.path).isEmpty)
    }

    @Test func theLabelIsReadAsItWasWritten() {
        var label = InstanceLabel(set: "host/a b", attempt: 7)
        label.made = ["vda", "config"]
        label.images = ["abc"]
        label.isSettled = true
        #expect(InstanceLabel(label.text) == label)
        #expect(InstanceLabel("something else") == nil)
    }
}
