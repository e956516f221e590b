extension RequestContext {
    /// The URL of this very request.
    public var selfLink: String {
        exchange.rawQuery.isEmpty ? origin + path : origin + path + "?" + exchange.rawQuery
    }

    /// The URL of the page that follows the item of this id: this request with the marker moved on.
    public func nextLink(marker: String) -> String {
        let others = exchange.rawQuery.split(separator: "&").filter { !$0.hasPrefix("marker=") }
        let query = (others.map(String.init) + ["marker=" + PercentEncoding.encode(marker)]).joined(separator: "&")
        return origin + path + "?" + query
    }
}
