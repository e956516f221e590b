import AgentProtocol
import AgentRuntime
import HostCommands
import Synchronization
import Testing

@testable import ComputeRole

@Suite struct ImageCacheTests {
    let scratch: Scratch
    let runner = HostCommandRunner()

    init() throws { scratch = try Scratch() }

    private func cache(_ link: FakeLink) -> ImageCache {
        ImageCache(directory: scratch.path + "/images", link: link, commands: runner, time: SystemAgentTime())
    }

    private var names: [String] { (try? Files.list(scratch.path + "/images")) ?? [] }

    @Test func manyGuestsShareOneFetch() async throws {
        let link = FakeLink([imageUUID: BootSector.image])
        let cache = cache(link)
        let source = Apus_Agent_V1_ImageSource.make(BootSector.image)
        try await withThrowingTaskGroup(of: CachedImage.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.file(of: source) } }
            for try await image in group { #expect(image.virtualSize == 1 << 20) }
        }
        #expect(link.offsets == [0])
        #expect(names == [source.sha512])
    }

    @Test func itGoesOnWhereItStopped() async throws {
        let link = FakeLink([imageUUID: BootSector.image])
        link.state.withLock { $0.breaks = [200_000, 300_000] }
        let source = Apus_Agent_V1_ImageSource.make(BootSector.image)
        _ = try await cache(link).file(of: source)
        #expect(link.offsets == [0, 200_000, 500_000])
    }

    @Test func anotherProcessGoesOnToo() async throws {
        let link = FakeLink([imageUUID: BootSector.image])
        link.state.withLock { $0.breaks = [400_000, 0, 0, 0] }
        let source = Apus_Agent_V1_ImageSource.make(BootSector.image)
        let problem = await #expect(throws: GuestProblem.self) { try await cache(link).file(of: source) }
        #expect(problem?.code == "HOST-IMAGE-FETCH")
        #expect(problem?.passesElsewhere == true)
        #expect(names == [source.sha512 + ".part"])
        _ = try await cache(link).file(of: source)
        #expect(link.offsets.last == 400_000)
        #expect(names == [source.sha512])
    }

    @Test func aWrongHashIsRefusedAndRemoved() async throws {
        var bytes = BootSector.image
        let source = Apus_Agent_V1_ImageSource.make(bytes)
        bytes[700] = 1
        let problem = await #expect(throws: GuestProblem.self) { try await cache(FakeLink([imageUUID: bytes])).file(of: source) }
        #expect(problem?.code == "HOST-IMAGE-HASH")
        #expect(names.isEmpty)
    }

    @Test func moreThanItsRecordSaysIsRefused() async throws {
        let source = Apus_Agent_V1_ImageSource.make(BootSector.image)
        let link = FakeLink([imageUUID: BootSector.image + [1, 2, 3]])
        let problem = await #expect(throws: GuestProblem.self) { try await cache(link).file(of: source) }
        #expect(problem?.code == "HOST-IMAGE-HASH")
    }

    @Test func anImageOfAnotherFileIsRefused() async throws {
        let secret = try scratch.write("secret", [UInt8](repeating: 65, count: 4096))
        for options in [["-b", secret, "-F", "raw"], ["-o", "data_file=\(scratch.path)/data,data_file_raw=on"]] {
            let path = scratch.path + "/evil.qcow2"
            try await runner.run("qemu-img", ["create", "-q", "-f", "qcow2"] + options + [path, "1M"])
            let bytes = try PrivateLibvirt.read(path)
            let source = Apus_Agent_V1_ImageSource.make(bytes, format: "qcow2")
            let problem = await #expect(throws: GuestProblem.self) {
                try await cache(FakeLink([imageUUID: bytes])).file(of: source)
            }
            #expect(problem?.code == "HOST-IMAGE-REFUSED")
            #expect(problem?.passesElsewhere == false)
            #expect(names.isEmpty)
        }
    }

    @Test(arguments: ["vmdk", "qcow2", ""]) func whatIsNotOfItsFormatIsRefused(format: String) async throws {
        let source = Apus_Agent_V1_ImageSource.make(BootSector.image, format: format)
        let problem = await #expect(throws: GuestProblem.self) {
            try await cache(FakeLink([imageUUID: BootSector.image])).file(of: source)
        }
        #expect(problem?.code == "HOST-IMAGE-REFUSED")
    }

    @Test(arguments: ["", "../../etc/passwd", String(repeating: "A", count: 128)]) func aNameIsAHash(sha512: String) {
        var source = Apus_Agent_V1_ImageSource.make([1])
        source.sha512 = sha512
        #expect(throws: GuestProblem.self) { try ImageCache.name(of: source) }
    }

    @Test func unusedFilesGoTheOldestFirst() {
        let pruning = ImagePruning(patience: 100, allowance: 10)
        let entries = [
            ImagePruning.Entry(name: "used", size: 50, usedAt: 0), .init(name: "fresh", size: 6, usedAt: 950),
            .init(name: "older", size: 6, usedAt: 940), .init(name: "stale", size: 1, usedAt: 800),
        ]
        #expect(pruning.victims(entries, used: ["used"], now: 1000) == ["older", "stale"])
        #expect(ImagePruning(patience: 100, allowance: 100).victims(entries, used: ["used"], now: 1000) == ["stale"])
    }
}
