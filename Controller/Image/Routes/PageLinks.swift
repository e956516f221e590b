import Web

/// The links of a page. Unlike those of other services they begin at the service's own root, without host and prefix: clients
/// put them behind the address that the catalog gives.
enum PageLinks {
    static let images = "/v2/images"

    static func first(_ context: RequestContext, _ list: String = images) -> String { link(context, list, []) }

    static func next(_ context: RequestContext, marker: String, _ list: String = images) -> String {
        link(context, list, [("marker", marker)])
    }

    private static func link(_ context: RequestContext, _ list: String, _ more: [(name: String, value: String)]) -> String {
        let items = context.query.items.filter { $0.name != "marker" } + more
        let query = items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return ([list] + (query.isEmpty ? [] : [query.joined(separator: "&")])).joined(separator: "?")
    }
}
