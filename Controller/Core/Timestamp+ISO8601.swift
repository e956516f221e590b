// Text forms of a moment (ISO 8601, RFC 3339), written by hand: they are part of nearly every answer.

extension Timestamp {
    /// How much of the second is written.
    public enum Precision: Sendable {
        case seconds
        case microseconds
    }

    /// For example `2015-11-07T05:58:43.578887Z`, the form of the identity API.
    public func iso8601(_ precision: Precision = .microseconds, suffix: String = "Z") -> String {
        let day = seconds.quotientRoundedDown(by: 86_400)
        let date = CivilDate(daysSince1970: day)
        let second = seconds - day * 86_400
        var text: [UInt8] = []
        text.reserveCapacity(32)
        append(date.year, 4, "-", to: &text)
        append(date.month, 2, "-", to: &text)
        append(date.day, 2, "T", to: &text)
        append(second / 3600, 2, ":", to: &text)
        append(second / 60 % 60, 2, ":", to: &text)
        append(second % 60, 2, precision == .microseconds ? "." : nil, to: &text)
        if precision == .microseconds { append(microseconds - seconds * 1_000_000, 6, nil, to: &text) }
        text.append(contentsOf: suffix.utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads `YYYY-MM-DD`, optionally followed by `THH:MM:SS`, a fraction, and `Z` or an offset; nil if it is anything else.
    /// Without an offset the time is taken as UTC, as OpenStack's services do.
    public init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var moment = date.daysSince1970 * 86_400_000_000
        if scanner.skip("T") || scanner.skip("t") || scanner.skip(" ") {
            guard let time = scanner.timeOfDay(), let offset = scanner.offset() else { return nil }
            moment += time - offset
        }
        guard scanner.isAtEnd else { return nil }
        self.init(microseconds: moment)
    }
}

/// The digits of a number, with zeros in front, and what follows it.
private func append(_ number: Int64, _ width: Int, _ mark: Unicode.Scalar?, to text: inout [UInt8]) {
    // A year beyond four digits is nobody's, but it can be sent.
    if number < 0 || number > 999_999 || (width == 4 && number > 9999) {
        text.append(contentsOf: String(number).utf8)
    } else {
        var rest = number
        let start = text.count
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        for place in stride(from: start + width - 1, through: start, by: -1) {
            text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
    if let mark { text.append(UInt8(ascii: mark)) }
}

/// A day of the Gregorian calendar. The arithmetic counts days from 0000-03-01, so that a leap day ends its year.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), day >= 1 else { return nil }
        self.year = year
        self.month = month
        self.day = day
        let again = CivilDate(daysSince1970: daysSince1970)
        guard again.month == month, again.day == day else { return nil }
    }

    init(daysSince1970: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.quotientRoundedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.quotientRoundedDown(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        guard rest.count >= width else { return nil }
        var value: Int64 = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Microseconds since midnight. A leap second counts as the second after it.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60 else { return nil }
        var second: Int64 = 0
        if skip(":") {
            guard let value = number(2), value <= 60 else { return nil }
            second = value
        }
        var fraction: Int64 = 0
        if skip(".") || skip(",") {
            guard var value = digit() else { return nil }
            var digits = 1
            while let next = digit() {
                if digits < 6 { value = value * 10 + next }
                digits += 1
            }
            for _ in 0..<max(0, 6 - digits) { value *= 10 }
            fraction = value
        }
        return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// The offset from UTC in microseconds; 0 where none is written.
    mutating func offset() -> Int64? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24 else { return nil }
        let minutes = !skip(":") && isAtEnd ? 0 : number(2)
        guard let minutes, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60) * 1_000_000
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }
}
