/// PostgreSQL's `numeric` in its binary form, which is what a sum of integers is.
///
/// Four 16-bit numbers: how many digits, the weight of the first, the sign, the scale; then the digits, each to the base of
/// 10,000 (`numeric_send` of its sources).
enum PostgresNumeric {
    static func value(_ bytes: UnsafeRawBufferPointer) -> SQLValue {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { Int16(bitPattern: bytes.bigEndian(at: $0)) }
        guard words.count >= 4, words.count == 4 + Int(words[0]) else { return .null }
        let (digits, weight, isNegative) = (words[4...], Int(words[1]), words[2] == 0x4000)
        if digits.count <= weight + 1, let integer = integer(digits, weight, isNegative) { return .integer(integer) }
        let real = zip(digits, sequence(first: weight) { $0 - 1 }).reduce(0.0) { $0 + Double($1.0) * power($1.1) }
        return .real(isNegative ? -real : real)
    }

    private static func integer(_ digits: ArraySlice<Int16>, _ weight: Int, _ isNegative: Bool) -> Int64? {
        if digits.isEmpty { return 0 }
        var integer: Int64 = 0
        for position in 0...weight {
            let digit = position < digits.count ? Int64(digits[digits.startIndex + position]) : 0
            let (scaled, isTooLarge) = integer.multipliedReportingOverflow(by: 10_000)
            let (sum, isTooMuch) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
            if isTooLarge || isTooMuch { return nil }
            integer = sum
        }
        return integer
    }

    private static func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { power, _ in exponent < 0 ? power / 10_000 : power * 10_000 }
    }
}

extension UnsafeRawBufferPointer {
    /// PostgreSQL's numbers are in the order of the network.
    func bigEndian<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int = 0) -> T {
        T(bigEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
    }
}
