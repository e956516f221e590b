import Core
import Reconcile
import Store

extension Topic {
    /// An image, by id: an upload into it has begun or ended.
    static let imageUploads: Topic = "image.uploads"
}

/// An image that an upload has taken, and whether that upload runs.
struct UploadWorld: Sendable, Equatable {
    let id: ImageID
    let upload: String
    let isRunning: Bool
}

/// Gives images back whose upload nobody runs any more, because its process was killed or could not undo what it began.
struct UploadReconciler: Reconciler {
    enum Change: Sendable, Equatable { case giveBack }

    static let name = "image.uploads"

    let running: RunningUploads
    let time: any TimeSource
    var topic: Topic { .imageUploads }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        try snapshot.rows("SELECT id FROM image_image WHERE upload IS NOT NULL").map { try $0.get("id") }
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> UploadWorld? {
        guard let image = try Images.find(snapshot, ImageID(id)), let upload = image.upload else { return nil }
        return UploadWorld(id: image.id, upload: upload, isRunning: running.contains(upload))
    }

    func decide(_ world: UploadWorld, now: Timestamp) -> Decision<Change> {
        world.isRunning ? .wait(until: now + .seconds(60), reason: "until its data has come in") : .commit(.giveBack)
    }

    func commit(_ change: Change, of id: String, in world: UploadWorld, _ tx: Transaction) throws -> Bool {
        try ImageUploads.giveBack(tx, world.id, upload: world.upload, now: time.now)
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: UploadWorld, _ tx: Transaction) throws {}
}
