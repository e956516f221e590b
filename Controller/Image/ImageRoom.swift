import Core
import Logging
import Store

/// What every part of the image service works with.
struct ImageRoom: Sendable {
    let store: Store
    let files: ImageFiles
    let limits: ImageLimits
    let time: any TimeSource
    let logger: Logger
    let uploads = RunningUploads()
}
