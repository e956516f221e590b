import Web

/// The links of a page. Unlike those of other services they begin at the service's own root, without host and prefix: clients
/// put them behind the address that the catalog gives.
enum PageLinks {
    static func first(_ context: RequestContext) -> String { link(context, []) }

    static func next(_ context: RequestContext, marker: String) -> String { link(context, [("marker", marker)]) }

    private static func link(_ context: RequestContext, _ more: [(name: String, value: String)]) -> String {
        let items = context.query.items.filter { $0.name != "marker" } + more
        let query = items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return (["/v2/images"] + (query.isEmpty ? [] : [query.joined(separator: "&")])).joined(separator: "?")
    }
}
