/// Writes Prometheus's text exposition format, version 0.0.4.
public struct Exposition: Sendable {
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// Begins a family; its samples follow. `kind` is `counter`, `gauge` or `histogram`.
    public mutating func type(_ name: String, _ kind: String) {
        bytes.append(contentsOf: "# TYPE \(name) \(kind)\n".utf8)
    }

    /// - Parameter labels: as in `a="1",b="2"`; empty for none.
    public mutating func sample(_ name: String, _ labels: String, _ value: some BinaryInteger) {
        line(name, labels, String(value))
    }

    public mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        line(name, labels, Self.number(value))
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        if !labels.isEmpty { bytes.append(contentsOf: "{\(labels)}".utf8) }
        bytes.append(contentsOf: " \(value)\n".utf8)
    }

    static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value.isNaN { return "NaN" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }
}
