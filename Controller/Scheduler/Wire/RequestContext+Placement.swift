import Core
import HTTPTypes
import Web

extension RequestContext {
    /// The request is of this microversion or a later one.
    func has(_ major: Int, _ minor: Int) -> Bool { (microversion ?? Microversion(1, 0)) >= Microversion(major, minor) }

    /// Since 1.15 answers say when what they show was last changed, and that caches must ask again.
    func fresh(_ reply: Reply, modified: Timestamp? = nil) -> Reply {
        guard has(1, 15) else { return reply }
        var reply = reply
        reply.headers[.lastModified] = (modified ?? now).httpDate
        reply.headers[.cacheControl] = "no-cache"
        return reply
    }

    /// Where a resource of this API is, below the origin.
    func link(_ segments: String...) -> String {
        api.prefix + "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/")
    }

    /// - Throws: `Fault` 400 for any other parameter of the query.
    func allowQuery(_ names: Set<String>) throws {
        for (name, _) in query.items where !names.contains(name) { throw PlacementRefusal.additionalQuery(name) }
    }
}
