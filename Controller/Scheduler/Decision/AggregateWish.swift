/// An extra spec of a flavor that the metadata of the host's aggregates must match.
///
/// `aggregate_instance_extra_specs:ssd=true` is always meant so; a key without scope, such as `ssd`, only where an aggregate of
/// this cloud has such a key, because flavors carry other keys without scope, too. Keys of other scopes mean other things.
struct AggregateWish {
    static let scope = "aggregate_instance_extra_specs"

    let key: String
    let value: String

    static func all(in extraSpecs: [String: String], knownKeys: Set<String>) -> [AggregateWish] {
        extraSpecs.sorted { $0.key < $1.key }.compactMap { name, value in
            let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 1, knownKeys.contains(name) { return AggregateWish(key: name, value: value) }
            guard parts.count == 2, parts[0] == scope else { return nil }
            return AggregateWish(key: parts[1], value: value)
        }
    }

    /// One of the values of one of the host's aggregates must match; a value may be a list with commas.
    func refusal(_ aggregates: [Aggregate]) -> HostRefusal? {
        let found = aggregates.compactMap { $0.metadata[key] }
            .flatMap { $0.split(separator: ",").map { String($0.trimmed) } }
        guard !found.contains(where: { ExtraSpecMatch.holds($0, value) }) else { return nil }
        return .aggregates(key: key, wanted: value, found: found.sorted())
    }
}

extension Substring {
    /// Without spaces at both ends.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " }
        return start.last == " " ? start[..<(start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex)] : start
    }
}
