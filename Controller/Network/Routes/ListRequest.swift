import Core
import HTTPTypes
import Store
import Web

/// What a list request asks for: which resources, which part of them, in which order, and what of each.
struct ListRequest: Sendable {
    let collection: Collection
    var conditions: [SQL]
    let fields: Fields
    private let limit: Int?
    private let marker: String?
    /// The part before the marker instead of the one after it.
    private let isReverse: Bool
    private let sort: [(expression: SQL, isAscending: Bool)]

    /// - Throws: a 400 fault for what is no attribute, no number, no direction.
    init(_ query: Query, _ collection: Collection) throws {
        self.collection = collection
        conditions = try collection.conditions(query)
        fields = Fields(query)
        limit = try Self.limit(query)
        marker = query["marker"]
        isReverse = query["page_reverse"].flatMap(AttributeReader.bool) ?? false
        sort = try Self.sort(query, collection)
    }

    private static func limit(_ query: Query) throws -> Int? {
        guard let text = query["limit"] else { return nil }
        guard let limit = Int(text), limit >= 0 else {
            throw NetworkRefusal.bad("Limit must be an integer 0 or greater and not '\(text)'")
        }
        return limit == 0 ? nil : limit
    }

    private static func sort(_ query: Query, _ collection: Collection) throws -> [(SQL, Bool)] {
        let keys = query.all("sort_key")
        let directions = query.all("sort_dir")
        guard keys.count == directions.count || directions.isEmpty else {
            throw NetworkRefusal.bad("The number of sort_keys and sort_dirs must be same")
        }
        var sort = try keys.enumerated().map { index, key -> (SQL, Bool) in
            let direction = directions.isEmpty ? "asc" : directions[index]
            guard let attribute = collection.attributes[key], attribute.isSortable else {
                throw NetworkRefusal.bad("[u'\(key)'] is invalid attribute for sort_keys")
            }
            guard ["asc", "desc"].contains(direction) else {
                throw NetworkRefusal.bad("[u'\(direction)'] is invalid value for sort_dirs, valid value is 'asc' and 'desc'")
            }
            return (attribute.sortExpression, direction == "asc")
        }
        sort.append(("\(identifier: "\(collection.alias).id")", true))
        return sort
    }

    // MARK: SQL

    /// The conditions, that of the marker among them.
    ///
    /// - Throws: a 400 fault for a marker that is no resource.
    func allConditions(_ s: Snapshot) throws -> [SQL] {
        guard let marker else { return conditions }
        let id: SQL = "\(identifier: "\(collection.alias).id")"
        guard try s.first("SELECT \(id) FROM \(collection.table) WHERE \(id) = \(marker)") != nil else {
            throw NetworkRefusal.bad("Marker \(marker) could not be found")
        }
        func ofMarker(_ expression: SQL) -> SQL { "(SELECT \(expression) FROM \(collection.table) WHERE \(id) = \(marker))" }
        let steps = sort.indices.map { index -> SQL in
            let equal = sort[..<index].map { "\($0.expression) = \(ofMarker($0.expression))" as SQL }
            let (expression, isAscending) = sort[index]
            let comparison: SQL = isAscending != isReverse ? ">" : "<"
            return "(\((equal + ["\(expression) \(comparison) \(ofMarker(expression))"]).joined(" AND ")))"
        }
        return conditions + ["(\(steps.joined(" OR ")))"]
    }

    /// Order and limit.
    var tail: SQL {
        let order = sort.map { key, isAscending -> SQL in "\(key) \(isAscending != isReverse ? "ASC" : "DESC" as SQL)" }
        let tail: SQL = " ORDER BY \(order.joined(", "))"
        return limit.map { tail + " LIMIT \($0)" } ?? tail
    }

    /// The items of the page in the order of the list.
    func ordered<Item>(_ items: [Item]) -> [Item] { isReverse ? items.reversed() : items }

    // MARK: Answer

    /// `{"networks": […], "networks_links": […]}`; links only where there is a limit.
    func reply<Item>(
        _ items: [Item], _ context: RequestContext, id: (Item) -> String, _ write: (inout JSONWriter, Item) -> Void
    ) -> Reply {
        .json { w in
            w.object { w in
                w.field(collection.name) { $0.array(items, write) }
                if let limit { links(items.map(id), limit, context, &w) }
            }
        }
    }

    /// A page that is full has a next one, though it may be empty; upstream's clients rely on both.
    private func links(_ ids: [String], _ limit: Int, _ context: RequestContext, _ w: inout JSONWriter) {
        let isShort = ids.count < limit
        w.field("\(collection.name)_links") { w in
            w.array { w in
                if !isShort || isReverse { Self.link("next", Self.address(context, ids.last, isReverse: false), &w) }
                if !isShort || !isReverse { Self.link("previous", Self.address(context, ids.first, isReverse: true), &w) }
            }
        }
    }

    private static func link(_ relation: String, _ address: String, _ w: inout JSONWriter) {
        w.object { w in
            w.field("rel", relation)
            w.field("href", address)
        }
    }

    private static func address(_ context: RequestContext, _ marker: String?, isReverse: Bool) -> String {
        var items = context.query.items.filter { $0.name != "marker" && $0.name != "page_reverse" }
        if let marker { items.append(("marker", marker)) }
        if isReverse { items.append(("page_reverse", "True")) }
        let query = items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return context.origin + context.path + "?" + query.joined(separator: "&")
    }
}

extension Collection.Attribute {
    /// Never NULL, which would be in no page.
    fileprivate var sortExpression: SQL {
        guard case .text = kind else { return "coalesce(\(expression), 0)" }
        return "coalesce(\(expression), '')"
    }

    fileprivate var isSortable: Bool {
        switch kind {
        case .text, .number, .flag: true
        case .never, .condition: false
        }
    }
}
