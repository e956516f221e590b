import Glibc
import Synchronization

/// The Date header (RFC 9110 §5.6.7), written once a second.
final class DateHeader: Sendable {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private let latest = Mutex<(second: time_t, text: String)>((0, ""))

    /// - Parameter second: since 1970.
    func value(at second: time_t) -> String {
        latest.withLock { latest in
            if latest.second != second { latest = (second, Self.text(second)) }
            return latest.text
        }
    }

    static func text(_ second: time_t) -> String {
        var second = second
        var date = tm()
        gmtime_r(&second, &date)
        let clock = [date.tm_hour, date.tm_min, date.tm_sec].map(twoDigits).joined(separator: ":")
        let day = "\(days[Int(date.tm_wday)]), \(twoDigits(date.tm_mday)) \(months[Int(date.tm_mon)])"
        return "\(day) \(date.tm_year + 1900) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension time_t {
    static var now: time_t { time(nil) }
}
