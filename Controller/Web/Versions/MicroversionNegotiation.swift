import Core
import HTTPTypes

extension MicroversionRange {
    /// The version in which a request is meant and will be answered.
    ///
    /// `OpenStack-API-Version` may come several times and name several services, separated by commas; those of others are not
    /// our business. It wins over the older header. Without either the answer is in the minimum, as clients of before expect.
    ///
    /// - Throws: 400 for a version that is none, 406 with the range for one out of it.
    func negotiate(_ headers: HTTPFields) throws -> Microversion {
        guard let text = requested(headers) else { return range.lowerBound }
        if text.lowercased() == "latest" { return range.upperBound }
        guard let version = Microversion(text) else { throw Refusals.versionMalformed(text) }
        guard range.contains(version) else { throw Refusals.versionUnsupported(version, range) }
        return version
    }

    private func requested(_ headers: HTTPFields) -> String? {
        for value in headers[values: .openStackVersion] {
            for item in value.split(separator: ",") {
                let words = item.split { $0 == " " || $0 == "\t" }
                if words.count == 2, words[0].lowercased() == serviceType { return String(words[1]) }
            }
        }
        guard let legacyHeader else { return nil }
        return headers[.named(legacyHeader)]
    }

    /// Tells client and caches which version this is. A refusal names the range that it is refused for.
    func describe(_ version: Microversion?, in headers: inout HTTPFields) {
        var vary = HTTPField.Name.openStackVersion.rawName
        let text = version.map(\.description) ?? range.upperBound.description
        headers[.openStackVersion] = "\(serviceType) \(text)"
        if let legacyHeader {
            headers[.named(legacyHeader)] = text
            vary += ", " + legacyHeader
        }
        headers.append(HTTPField(name: .vary, value: vary))
    }

    /// What a refused client may ask for, in the headers in which clients look for it after a 406.
    func advertise(in headers: inout HTTPFields) {
        guard let legacyHeader, legacyHeader.hasSuffix("Version") else { return }
        let stem = legacyHeader.dropLast("Version".count)
        headers[.named(stem + "Minimum-Version")] = range.lowerBound.description
        headers[.named(stem + "Maximum-Version")] = range.upperBound.description
    }
}
