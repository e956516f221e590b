internal import Core
internal import Synchronization

/// What a driver has before it, open to those who ask: made before the driver, because the services whose routes ask are made
/// before it, too.
public final class ReconcileAgenda: Sendable {
    /// Most failing lanes of one reconciler that are named.
    public static let shown = 5

    private struct Scan {
        let name: String
        var finishedAt: Timestamp?
        var error: String?
    }

    let schedule = Mutex(Schedule(concurrency: 0))
    private let scans = Mutex<[Scan]>([])

    public init() {}

    /// A driver begins to work with these reconcilers.
    func begin(_ names: [String], concurrency: Int) {
        schedule.withLock { $0 = Schedule(concurrency: concurrency) }
        scans.withLock { $0 = names.map { Scan(name: $0) } }
    }

    func scanned(_ reconciler: Int, at time: Timestamp, error: String? = nil) {
        scans.withLock { scans in
            if error == nil { scans[reconciler].finishedAt = time }
            scans[reconciler].error = error
        }
    }

    /// Nil for a resource that is settled, or that no driver knows.
    public func lane(_ reconciler: String, _ id: String) -> LaneStatus? {
        guard let index = scans.withLock({ $0.firstIndex { $0.name == reconciler } }) else { return nil }
        return schedule.withLock { $0.status(of: Lane(reconciler: index, id: id), named: reconciler) }
    }

    /// In the driver's order; none while there is no driver.
    public var reconcilers: [ReconcilerStatus] {
        scans.withLock { $0 }.enumerated().map { index, scan in
            let (load, failing) = schedule.withLock { ($0.load(of: index), $0.failing(of: index, named: scan.name)) }
            return ReconcilerStatus(
                name: scan.name, lanes: load.lanes, oldest: load.oldest, failing: Array(failing.prefix(Self.shown)),
                scannedAt: scan.finishedAt, scanError: scan.error)
        }
    }
}
