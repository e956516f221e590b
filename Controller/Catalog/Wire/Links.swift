import Core
import Web

extension RequestContext {
    /// The address of one resource, such as `https://cloud:5000/identity/v3/regions/RegionOne`.
    func link(_ collection: String, _ id: String) -> String {
        "\(base)/v3/\(collection)/\(PercentEncoding.encode(id))"
    }
}

extension JSONWriter {
    /// The members that every resource ends with: those that the client has made up, and the link to itself.
    mutating func tail(_ extra: [String: JSON], link: String) {
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) { field(name, value) }
        field("links") { $0.object { $0.field("self", link) } }
    }
}

extension Reply {
    /// `{name: [items], "links": {next, self, previous}}`. The lists of the catalog are short and come whole.
    static func list<Item>(
        _ name: String, _ items: [Item], _ context: RequestContext, _ write: (inout JSONWriter, Item) -> Void
    ) -> Reply {
        .json { w in
            w.object { w in
                w.field(name) { $0.array(items, write) }
                w.field("links") { w in
                    w.object { w in
                        w.field("next", nil as String?)
                        w.field("self", context.origin + context.path)
                        w.field("previous", nil as String?)
                    }
                }
            }
        }
    }
}
