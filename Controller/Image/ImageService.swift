public import Core
public import Logging
public import Reconcile
public import Store
public import Web

/// What servers boot from: images, who may see them, and their data.
///
/// The rows are the truth and say which files are wanted; ``ImageFiles`` says how a file comes to be and goes. Nothing is kept
/// in memory but which uploads run in this process.
public struct ImageService: Service {
    public static let api = API(name: "glance", type: "image", prefix: "/image", errors: .image)
    public static var migrations: [Migration] { ImageSchema.migrations }
    public static var policy: [PolicyRule] { ImagePolicy.rules }

    let store: Store
    let files: ImageFiles
    let time: any TimeSource
    let logger: Logger

    public init(store: Store, files: ImageFiles, time: any TimeSource = SystemTime(), logger: Logger) {
        self.store = store
        self.files = files
        self.time = time
        self.logger = logger
    }

    public var routes: [Route] { [] }
}
