/// Figures as people read them.
enum Figures {
    /// "31 MiB", "3.8 GiB".
    static func size(_ bytes: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let isRound = unit < 3 || value >= 100
        return (isRound ? "\(Int(value.rounded()))" : tenths(value)) + " " + units[unit]
    }

    /// "14 s", "0.8 s".
    static func seconds(_ duration: Duration) -> String {
        let value = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return (value >= 10 ? "\(Int(value.rounded()))" : tenths(value)) + " s"
    }

    /// "3 days", "5 hours", "20 minutes": the largest unit of which there are two.
    static func span(seconds: Int64) -> String {
        let amount = abs(seconds)
        for (length, unit) in [(86_400, "days"), (3_600, "hours"), (60, "minutes")] as [(Int64, String)]
        where amount >= 2 * length {
            return "\(amount / length) \(unit)"
        }
        return "\(amount) seconds"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
