/// Which part of a list a client asks for, and in which order (API-SIG, pagination and sorting guidelines).
public struct Page: Sendable, Equatable {
    public struct SortKey: Sendable, Equatable {
        public let name: String
        public let ascending: Bool

        public init(_ name: String, ascending: Bool = true) {
            self.name = name
            self.ascending = ascending
        }
    }

    /// At most this many; nil for all that the service gives at once.
    public var limit: Int?
    /// The id of the last item of the page before.
    public var marker: String?
    public var sort: [SortKey]

    public init(limit: Int? = nil, marker: String? = nil, sort: [SortKey] = []) {
        self.limit = limit
        self.marker = marker
        self.sort = sort
    }
}
