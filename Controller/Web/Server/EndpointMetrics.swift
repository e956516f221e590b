import Metrics
import Synchronization

/// Counts and times the requests of one route. The handles are made with the first request, so that routes that nobody uses
/// cost nothing and are not shown.
final class EndpointMetrics: Sendable {
    private struct Handles {
        var timer: Timer?
        var counters: [Int: Counter] = [:]
    }

    private let factory: any MetricsFactory
    private let dimensions: [(String, String)]
    private let handles = Mutex(Handles())

    init(service: String, method: String, route: String, factory: any MetricsFactory) {
        self.factory = factory
        dimensions = [("service", service), ("method", method), ("route", route)]
    }

    func record(status: Int, _ duration: Duration) {
        let (timer, counter) = handles.withLock { (self.timer(&$0), self.counter(status, &$0)) }
        timer.recordNanoseconds(duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
        counter.increment()
    }

    private func timer(_ handles: inout Handles) -> Timer {
        if let timer = handles.timer { return timer }
        let timer = Timer(label: "apus_http_request", dimensions: dimensions, factory: factory)
        handles.timer = timer
        return timer
    }

    private func counter(_ status: Int, _ handles: inout Handles) -> Counter {
        if let counter = handles.counters[status] { return counter }
        let counter = Counter(
            label: "apus_http_requests", dimensions: dimensions + [("status", String(status))], factory: factory)
        handles.counters[status] = counter
        return counter
    }
}
