import CoreMetrics
import Synchronization

/// A number that goes up and down, and a counter of fractions.
final class GaugeSeries: Series, MeterHandler, RecorderHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { self.set(Double(value)) }

    func set(_ value: Double) { self.value.withLock { $0 = value } }

    func record(_ value: Int64) { self.set(Double(value)) }

    func record(_ value: Double) { self.set(value) }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func reset() { self.set(0.0) }

    func write(_ name: String, _ labels: String, into exposition: inout Exposition) {
        exposition.sample(name, labels, value.withLock { $0 })
    }
}
