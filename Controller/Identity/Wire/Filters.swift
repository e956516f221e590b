internal import Core
internal import Web

extension Query {
    /// The filters and the page that a list is asked for; attributes that are not listed here do not filter.
    ///
    /// - Parameters:
    ///   - texts: attributes that are also compared with `__contains` and the like.
    ///   - flags: attributes that are true or false; `enabled`, `enabled=1` and `enabled=anything` are true.
    ///   - sortable: the columns that a client may have the list sorted by.
    func listing(texts: [String], flags: [String] = [], sortable: Set<String> = ["id", "name"]) throws -> Listing {
        let comparisons = texts.flatMap { name in
            Filter.Comparison.allCases.flatMap { comparison in
                all(name + comparison.rawValue)
                    .filter { comparison == .equals || !$0.isEmpty }
                    .map { Filter(name, comparison, $0) }
            }
        }
        let switches = flags.compactMap { name in self[name].map { Filter(name, Self.isTrue($0)) } }
        return Listing(
            filters: comparisons + switches,
            page: try page(defaultLimit: nil, maximumLimit: 1000, sortable: sortable))
    }

    /// True for a name that is there and not switched off, such as `?effective` or `?effective=yes`.
    func isSet(_ name: String) -> Bool {
        self[name].map(Self.isTrue) ?? false
    }

    private static func isTrue(_ value: String) -> Bool {
        !["0", "false", "f", "no", "n", "off"].contains(value.lowercased())
    }
}
