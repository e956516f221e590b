import Core
import HTTPTypes
import Reconcile
import Store
import Testing

@testable import Image

/// What kill -9 leaves behind at each step of an upload, and that what comes after puts it right.
struct CrashTests {
    /// Where an upload was killed: after this has happened, and nothing more.
    enum Step: CaseIterable, Sendable { case begun, fileOpened, partWritten, flushed, renamed, recorded, staged }

    /// Does the steps of an upload up to one of them, as a process that is killed then would have.
    private func kill(after step: Step, _ id: ImageID, _ cloud: Fixture) async throws {
        let upload = UUIDText.random(dashed: false)
        let room = cloud.service.room, now = cloud.time.now
        let status: Image.Status = step == .staged ? .uploading : .saving
        _ = try await cloud.store.write {
            try ImageUploads.begin($0, id, upload: upload, status: status, now: now)
        }
        if step == .begun { return }
        try room.files.createDirectory()
        let file = try IncomingFile(room.files.partialPath(of: id, upload: upload))
        if step == .fileOpened { return }
        try [UInt8](repeating: 7, count: 1000).withUnsafeBytes { try file.write($0, at: 0) }
        if step == .partWritten { return }
        try file.flush()
        if step == .flushed { return }
        try file.rename(to: room.files.path(of: id), in: room.files.directory)
        if step == .renamed { return }
        let data = ImageData(size: 1000, virtualSize: 1000, checksum: "c", hashValue: "h", format: .raw)
        try await cloud.store.write { tx in
            step == .staged
                ? try ImageUploads.keep(tx, id, upload: upload, data, now: now)
                : try ImageUploads.finish(tx, id, upload: upload, data, now: now)
        }
    }

    /// What the reconciler does at the next start.
    private func reconcile(_ cloud: Fixture) async throws {
        let reconciler = UploadReconciler(running: cloud.service.room.uploads, time: cloud.time)
        for id in try await cloud.store.read(reconciler.unsettled) {
            guard let world = try await cloud.store.read({ try reconciler.load(id, $0) }) else { continue }
            guard case .commit(let change) = reconciler.decide(world, now: cloud.time.now) else { continue }
            _ = try await cloud.store.write { try reconciler.commit(change, of: id, in: world, $0) }
        }
    }

    @Test(arguments: Step.allCases)
    func killedUploadsAreUndoneOrDone(_ step: Step) async throws {
        try await Fixture.run { cloud in
            let kept = try await cloud.activeImage(data: [9])
            let id = try await cloud.image()
            try await kill(after: step, ImageID(id), cloud)
            try await reconcile(cloud)
            try await cloud.service.sweep.sweep()
            let status = try await cloud.show(id)["status"]?.string
            switch step {
            case .recorded: #expect(status == "active")
            case .staged: #expect(status == "uploading")
            default: #expect(status == "queued")
            }
            let hasData = step == .recorded || step == .staged
            #expect(try cloud.files() == (hasData ? [id, kept] : [kept]).sorted())
            #expect(try await cloud.get("/v2/images/\(kept)/file").bytes == [9])
            if !hasData {
                #expect(try await cloud.upload(id, [1, 2]).status == .noContent)
                #expect(try await cloud.get("/v2/images/\(id)/file").bytes == [1, 2])
            }
        }
    }

    /// The other order: the sweep runs before the row is given back.
    @Test(arguments: Step.allCases)
    func sweepBeforeTheReconcilerIsRight(_ step: Step) async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            try await kill(after: step, ImageID(id), cloud)
            try await cloud.service.sweep.sweep()
            try await reconcile(cloud)
            let hasData = step == .recorded || step == .staged
            #expect(try cloud.files() == (hasData ? [id] : []))
        }
    }

    @Test func runningUploadsAreLeftAlone() async throws {
        try await Fixture.run { cloud in
            let id = ImageID(try await cloud.image()), room = cloud.service.room
            room.uploads.add("running")
            _ = try await cloud.store.write {
                try ImageUploads.begin($0, id, upload: "running", status: .saving, now: cloud.time.now)
            }
            try room.files.createDirectory()
            let file = try IncomingFile(room.files.partialPath(of: id, upload: "running"))
            try await reconcile(cloud)
            try await cloud.service.sweep.sweep()
            #expect(try cloud.files() == ["\(id).running.part"])
            try file.rename(to: room.files.path(of: id), in: room.files.directory)
            try await cloud.service.sweep.sweep()
            #expect(try cloud.files() == [id.string])
            #expect(try await cloud.show(id.string)["status"] == "saving")
        }
    }

    @Test func deletedImagesLoseTheirFilesAndStrangersKeepTheirs() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(), room = cloud.service.room
            try await cloud.store.write { try Images.delete($0, ImageID(id)) }
            for name in ["README", "lost+found", "\(id).backup", "x.y.part"] {
                try DurableFile.write([1], to: "\(room.files.directory)/\(name)", mode: 0o600)
            }
            try await cloud.service.sweep.sweep()
            #expect(try cloud.files() == ["README", "lost+found", "\(id).backup", "x.y.part"].sorted())
        }
    }

    /// An image that is deleted while its data comes in takes the data with it.
    @Test func uploadIntoADeletedImageIsGone() async throws {
        try await Fixture.run { cloud in
            let id = ImageID(try await cloud.image()), now = cloud.time.now
            _ = try await cloud.store.write { try ImageUploads.begin($0, id, upload: "a", status: .saving, now: now) }
            try await cloud.store.write { try Images.delete($0, id) }
            let data = ImageData(size: 1, virtualSize: 1, checksum: "c", hashValue: "h", format: .raw)
            await #expect(throws: Fault.self) {
                try await cloud.store.write { try ImageUploads.finish($0, id, upload: "a", data, now: now) }
            }
        }
    }
}
