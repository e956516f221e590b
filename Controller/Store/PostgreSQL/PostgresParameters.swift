internal import CPostgreSQL

/// The values of a call as libpq wants them: all binary, one after the other. NULLs are not among them (see `PostgresDialect`).
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values { append(value) }
        // So that there is an address for a value that is empty.
        bytes.append(0)
    }

    private mutating func append(_ value: SQLValue) {
        let start = bytes.count
        switch value {
        case .null: return
        case .integer(let integer): withUnsafeBytes(of: integer.bigEndian) { bytes += $0 }
        case .real(let real): withUnsafeBytes(of: real.bitPattern.bigEndian) { bytes += $0 }
        case .text(let text): bytes += text.utf8
        case .blob(let blob): bytes += blob
        }
        offsets.append(start)
        lengths.append(Int32(bytes.count - start))
    }

    typealias Values = UnsafePointer<UnsafePointer<CChar>?>
    typealias Numbers = UnsafePointer<Int32>

    /// Calls with count, values, lengths and formats; the format 1 is binary.
    func withPointers<R>(_ body: (Int32, Values, Numbers, Numbers) -> R) -> R {
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                let values = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
                return body(Int32(lengths.count), values, lengths, Array(repeating: 1, count: lengths.count))
            }
        }
    }
}
