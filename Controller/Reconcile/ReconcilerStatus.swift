public import Core

/// How one reconciler fares.
public struct ReconcilerStatus: Sendable, Hashable {
    public let name: String
    /// Resources that are not settled.
    public let lanes: Int
    /// Since when the first of them is not.
    public let oldest: Timestamp?
    /// Those at which it has failed at least once in a row, the most often first, at most `ReconcileAgenda.shown`.
    public let failing: [LaneStatus]
    /// When it last looked through all its resources; nil before the first time.
    public let scannedAt: Timestamp?
    /// Why it could not, the last time.
    public let scanError: String?

    public init(
        name: String, lanes: Int, oldest: Timestamp?, failing: [LaneStatus], scannedAt: Timestamp?, scanError: String?
    ) {
        self.name = name
        self.lanes = lanes
        self.oldest = oldest
        self.failing = failing
        self.scannedAt = scannedAt
        self.scanError = scanError
    }
}
