import Core

extension Timestamp {
    /// As most of the compute API writes a moment: microseconds, and no zone.
    var bare: String { iso8601(suffix: "") }
}
