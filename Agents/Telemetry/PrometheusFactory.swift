public import CoreMetrics
import Synchronization

/// Keeps what is recorded through swift-metrics and shows it in the text format that Prometheus reads.
///
/// Names become Prometheus's own: anything but letters, digits, `_` and `:` turns into `_`; counters end in `_total`, timers in
/// `_seconds`. Two handles of the same name and dimensions share one series. A name belongs to one kind: a second kind under it
/// is recorded but not shown, because the format cannot say it.
public final class PrometheusFactory: MetricsFactory {
    public typealias Collector = @Sendable (inout Exposition) -> Void

    private struct State {
        var families: [String: Family] = [:]
        var collectors: [Collector] = []
    }

    private let state = Mutex(State())

    public init() {}

    // MARK: Making

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { CounterSeries() }
    }

    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { GaugeSeries() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(MetricName.plain(label), .gauge, dimensions) { GaugeSeries() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(MetricName.plain(label), .gauge, dimensions) { GaugeSeries() } }
        return series(MetricName.plain(label), .histogram, dimensions) { HistogramSeries(bounds: HistogramSeries.sizes) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(MetricName.timer(label), .histogram, dimensions) { HistogramSeries(bounds: HistogramSeries.seconds) }
    }

    private func series<Handler: Series>(
        _ name: String, _ kind: Family.Kind, _ dimensions: [(String, String)], make: () -> Handler
    ) -> Handler {
        let labels = Labels.text(dimensions)
        return state.withLock { state in
            var family = state.families[name] ?? Family(kind: kind)
            if let known = family.series[labels] as? Handler { return known }
            let handler = make()
            guard family.kind == kind else { return handler }
            family.series[labels] = handler
            state.families[name] = family
            return handler
        }
    }

    /// Adds what is not counted as it happens but looked up when it is asked for.
    public func collect(_ collector: @escaping Collector) {
        state.withLock { $0.collectors.append(collector) }
    }

    // MARK: Forgetting

    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func forget(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let entry = family.series.first(where: { $0.value === handler }) else { continue }
                state.families[name]?.series[entry.key] = nil
                return
            }
        }
    }

    // MARK: Showing

    /// Everything, in Prometheus's text exposition format 0.0.4; names and labels in alphabetical order.
    public func render() -> [UInt8] {
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var exposition = Exposition()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
            exposition.type(name, family.kind.rawValue)
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(name, labels, into: &exposition)
            }
        }
        for collector in collectors { collector(&exposition) }
        return exposition.bytes
    }
}
