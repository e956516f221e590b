public import Core

/// The query of a request: names and values in the order in which they were sent, percent-decoded, `+` as a space.
public struct Query: Sendable {
    public let items: [(name: String, value: String)]

    init(_ raw: Substring) {
        guard !raw.isEmpty else {
            items = []
            return
        }
        items = raw.split(separator: "&").map { pair in
            let end = pair.firstIndex(of: "=") ?? pair.endIndex
            return (Self.decode(pair[..<end]), Self.decode(pair[end...].dropFirst()))
        }
    }

    public init(_ text: String) {
        self.init(Substring(text))
    }

    /// A query has been sent to filter, not to name something: a stray percent sign is taken as it stands.
    private static func decode(_ text: Substring) -> String {
        let spaced = text.utf8.contains(UInt8(ascii: "+")) ? String(text.map { $0 == "+" ? " " : $0 }) : String(text)
        return PercentEncoding.decode(spaced) ?? spaced
    }

    /// The first value of this name.
    public subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    public func all(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    public func has(_ name: String) -> Bool {
        items.contains { $0.name == name }
    }

    /// A name without value (`?nocatalog`) is true.
    ///
    /// - Throws: a 400 fault for anything that is no word for true or false.
    public func bool(_ name: String) throws -> Bool? {
        guard let value = self[name] else { return nil }
        switch value.lowercased() {
        case "", "true", "1", "yes", "on", "t", "y": return true
        case "false", "0", "no", "off", "f", "n": return false
        default: throw Refusals.query("Invalid value '\(value)' for '\(name)': it must be true or false.")
        }
    }

    /// Which of their members the items of a list are to show (`fields=id&fields=name` or `fields=id,name`); nil for all.
    public func fields() -> Set<String>? {
        let names = all("fields").flatMap { $0.split(separator: ",").map(String.init) }
        return names.isEmpty ? nil : Set(names)
    }

    /// Reads `limit`, `marker`, and `sort_key` with `sort_dir` or `sort=key:dir,…` (API-SIG, pagination and sorting).
    ///
    /// - Parameters:
    ///   - maximumLimit: what a greater `limit` is lowered to.
    ///   - sortable: the keys that may be sorted by.
    /// - Throws: a 400 fault for a limit that is no number ≥ 0, an unknown key or direction.
    public func page(defaultLimit: Int?, maximumLimit: Int, sortable: Set<String>) throws -> Page {
        Page(limit: try limit(defaultLimit, maximumLimit), marker: self["marker"], sort: try sortKeys(sortable))
    }

    private func limit(_ defaultLimit: Int?, _ maximumLimit: Int) throws -> Int? {
        guard let text = self["limit"] else { return defaultLimit }
        guard let limit = Int(text), limit >= 0, text.utf8.first != UInt8(ascii: "+") else {
            throw Refusals.query("Invalid input for query parameter 'limit': '\(text)' is not a number of at least 0.")
        }
        return min(limit, maximumLimit)
    }

    private func sortKeys(_ sortable: Set<String>) throws -> [Page.SortKey] {
        let combined = all("sort").flatMap { $0.split(separator: ",") }
        if !combined.isEmpty {
            return try combined.map { item in
                let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return try sortKey(String(parts[0]), parts.count == 2 ? String(parts[1]) : "asc", sortable)
            }
        }
        let directions = all("sort_dir")
        return try all("sort_key").enumerated().map { index, key in
            try sortKey(key, index < directions.count ? directions[index] : "asc", sortable)
        }
    }

    private func sortKey(_ key: String, _ direction: String, _ sortable: Set<String>) throws -> Page.SortKey {
        guard sortable.contains(key) else { throw Refusals.query("Invalid sort key '\(key)'.") }
        guard direction == "asc" || direction == "desc" else {
            throw Refusals.query("Invalid sort direction '\(direction)': it must be asc or desc.")
        }
        return Page.SortKey(key, ascending: direction == "asc")
    }
}
