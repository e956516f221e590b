import Glibc
import Logging

/// Builds one line of the log.
struct LogLine {
    private static let reserved: Set<String> = ["time", "level", "logger", "message"]
    private static let secretWords = [
        "password", "passwd", "secret", "token", "authorization", "cookie", "credential", "private_key", "api_key",
    ]

    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func field(_ name: String, _ value: String) {
        key(name)
        quote(value)
    }

    /// A name that the line has already is marked with an underscore.
    mutating func metadata(_ name: String, _ value: Logger.Metadata.Value) {
        key(Self.reserved.contains(name) ? name + "_" : name)
        self.value(name, value)
    }

    func finished() -> [UInt8] { bytes + [UInt8(ascii: "}"), UInt8(ascii: "\n")] }

    private mutating func key(_ name: String) {
        if let last = bytes.last, last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        quote(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func value(_ name: String, _ value: Logger.Metadata.Value) {
        guard !Self.isSecret(name) else { return quote("***") }
        switch value {
        case .string(let text): quote(text)
        case .stringConvertible(let value): quote(value.description)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                self.value(name, element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let members):
            bytes.append(UInt8(ascii: "{"))
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                key(name)
                self.value(name, value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// An id of a secret thing (`token_id`) is no secret.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased().split(separator: "-").joined(separator: "_")
        return !name.hasSuffix("_id") && secretWords.contains { name.contains($0) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Now, in UTC, as in `2026-11-22T16:14:40.123456Z`.
    static func timeOfDay() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var date = tm()
        gmtime_r(&now.tv_sec, &date)
        let day = "\(date.tm_year + 1900)-\(padded(Int(date.tm_mon) + 1, 2))-\(padded(Int(date.tm_mday), 2))"
        let time = [date.tm_hour, date.tm_min, date.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        return "\(day)T\(time).\(padded(now.tv_nsec / 1000, 6))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
