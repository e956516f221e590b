import Core
import Fleet
import Reconcile

/// Finds reconcilers that cannot do their work: nothing in the rows says so.
enum ReconcilerDoctor {
    /// One error may pass; this many in a row do not.
    static let failures = 3
    /// The scan comes every few seconds; one that took long rests in proportion.
    static let silence = Duration.seconds(600)

    static func look(_ reconcilers: [ReconcilerStatus], now: Timestamp) -> [Diagnosis] {
        reconcilers.flatMap { [failing($0), scan($0, now)].compactMap { $0 } }
    }

    private static func failing(_ status: ReconcilerStatus) -> Diagnosis? {
        let failing = status.failing.filter { $0.failures >= failures }
        guard let worst = failing.first else { return nil }
        return Diagnosis(
            "Reconciler", .bad, code: "RECONCILER-FAILING",
            "\(status.name) fails at \(failing.count) of its \(status.lanes) resources, \(worst.failures) times in a row at "
                + "\(worst.id): \(worst.error ?? "no reason")",
            remedy: "It goes on trying. If the error names the database or its disk, see to that first; else this is a defect, "
                + "and the controller's log has more of it.", since: worst.since)
    }

    private static func scan(_ status: ReconcilerStatus, _ now: Timestamp) -> Diagnosis? {
        let isLate = status.scannedAt.map { now - $0 > silence } ?? false
        guard isLate || status.scanError != nil else { return nil }
        return Diagnosis(
            "Reconciler", .bad, code: "RECONCILER-STALLED",
            "\(status.name) cannot look through its resources: \(status.scanError ?? "it has not done so since it last could")",
            remedy: "Look at the controller's log and disk; a restart is harmless: apus down && apus up", since: status.scannedAt)
    }
}
