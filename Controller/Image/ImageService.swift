public import Core
public import Logging
public import Reconcile
public import Store
public import Web

/// What servers boot from: images, who may see them, and their data.
///
/// The rows are the truth and say which files are wanted; ``ImageFiles`` says how a file comes to be and goes. Nothing is kept
/// in memory but which uploads run in this process: whatever is killed, an image has all of its data or is `queued`.
public struct ImageService: Service {
    public static let api = API(name: "glance", type: "image", prefix: "/image", errors: .image)
    public static var migrations: [Migration] { ImageSchema.migrations + MetadefSchema.migrations }
    public static var policy: [PolicyRule] { ImagePolicy.rules + MetadefPolicy.rules }

    let room: ImageRoom

    public init(
        store: Store, files: ImageFiles, limits: ImageLimits = ImageLimits(), time: any TimeSource = SystemTime(), logger: Logger
    ) {
        room = ImageRoom(store: store, files: files, limits: limits, time: time, logger: logger)
    }

    public var reconcilers: [any Reconciler] { [UploadReconciler(running: room.uploads, time: room.time)] }

    /// The file of an image that servers may be made from; nil for every other id.
    @Sendable public func dataPath(of id: String) async throws -> String? {
        let image = try await room.store.read { try Images.find($0, ImageID(id)) }
        return image.flatMap { $0.isUsable ? room.files.path(of: $0.id) : nil }
    }

    /// Runs beside the reconcilers.
    public var sweep: ImageSweep {
        ImageSweep(store: room.store, files: room.files, running: room.uploads, time: room.time, logger: room.logger)
    }

    public var routes: [Route] { ImageRoutes.all(room) }
}
