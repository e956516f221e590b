internal import Core
internal import Web

/// Links as the Identity API writes them.
extension RequestContext {
    /// The address of one resource, such as `https://cloud:5000/identity/v3/users/42`.
    func link(_ path: String...) -> String { link(path) }

    func link(_ path: [String]) -> String {
        path.reduce(base + "/v3") { "\($0)/\(PercentEncoding.encode($1))" }
    }

    /// The address of this request.
    var selfLink: String { address(query.items) }

    /// The address of the page after this one.
    func nextLink(marker: String, limit: Int?) -> String {
        var items = query.items.filter { $0.name != "marker" && $0.name != "limit" }
        if let limit { items.append(("limit", String(limit))) }
        return address(items + [("marker", marker)])
    }

    private func address(_ items: [(name: String, value: String)]) -> String {
        let query = items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return origin + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension JSONWriter {
    /// The members of an object that is kept as clients have sent it.
    mutating func members(_ members: [String: JSON]) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { field(name, value) }
    }

    mutating func links(self link: String) {
        field("links") { $0.object { $0.field("self", link) } }
    }
}

extension Reply {
    /// `{name: [items], "links": {next, self, previous}, "truncated": true}`; the last only where it is.
    static func list<Item>(
        _ name: String, _ list: Listed<Item>, _ context: RequestContext, id: (Item) -> String,
        _ write: (inout JSONWriter, Item) -> Void
    ) -> Reply {
        let next = list.isTruncated ? list.items.last.map { context.nextLink(marker: id($0), limit: list.items.count) } : nil
        return .json { w in
            w.object { w in
                w.field(name) { $0.array(list.items, write) }
                w.field("links") { w in
                    w.object { w in
                        w.field("next", next)
                        w.field("self", context.selfLink)
                        w.field("previous", nil as String?)
                    }
                }
                if list.isTruncated { w.field("truncated", true) }
            }
        }
    }
}
