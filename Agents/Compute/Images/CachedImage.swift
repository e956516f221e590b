/// A verified image file of this host, which never changes.
struct CachedImage: Sendable, Equatable {
    var path: String
    /// "raw" or "qcow2"
    var format: String
    /// Of the disk in it, bytes.
    var virtualSize: UInt64
}
