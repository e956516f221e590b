import Core

/// The part of the data that a request asks for (RFC 9110 §14.2). As upstream has it, what cannot be served is refused rather
/// than ignored, and several ranges at once cannot.
struct ByteRange: Sendable, Equatable {
    let start: Int64
    /// Behind the last byte.
    let end: Int64

    /// - Throws: `Fault` 416 IMAGE-RANGE.
    init(_ header: String, size: Int64) throws {
        let text = header.filter { $0 != " " && $0 != "\t" }
        guard !text.contains(",") else {
            throw Refusal.range(
                "Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.")
        }
        guard text.lowercased().hasPrefix("bytes="), let bounds = Self.bounds(text.dropFirst("bytes=".count)) else {
            throw Refusal.range("Invalid Range header: \(header.prefix(64))")
        }
        switch bounds {
        case (let first?, let last?):
            start = first
            end = last < size ? last + 1 : size
        case (let first?, nil):
            start = first
            end = size
        case (nil, let suffix):
            start = max(0, size - (suffix ?? 0))
            end = size
        }
        guard start < end else {
            throw Refusal.range("The range \(header.prefix(64)) lies outside of the image, which has \(size) bytes.")
        }
    }

    private static func bounds(_ text: Substring) -> (Int64?, Int64?)? {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = number(parts[0]), let last = number(parts[1]) else { return nil }
        if first == nil, last == nil { return nil }
        if let first, let last, last < first { return nil }
        return (first, last)
    }

    /// nil for what is no number, and a nil number where nothing is written.
    private static func number(_ text: Substring) -> Int64?? {
        if text.isEmpty { return .some(nil) }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int64(text) else {
            return nil
        }
        return .some(value)
    }
}
