/// All routes of a site, by the segments of their paths. Built once; a lookup touches one node for each segment of a path,
/// a few more where a literal and a parameter compete.
struct RouteTrie: Sendable {
    struct Node: Sendable {
        var literals: [String: Node] = [:]
        /// What follows when the segment is a parameter: none or one node.
        var parameter: [Node] = []
        var endpoints: [Endpoint] = []
        /// The API whose prefix ends here.
        var api: API?
    }

    enum Match {
        /// Endpoints of several methods and microversions, and the values of their parameters.
        case endpoints([Endpoint], values: [String])
        /// Nothing is there; the error has the style of the API whose prefix the path begins with.
        case nothing(API?)
        /// A percent sign without two digits, or a control character, or not UTF-8.
        case malformed
    }

    private var root = Node()

    /// - Precondition: no two routes have the same method, path and overlapping microversions.
    init(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            Self.insert(endpoint, PathPattern.segments(endpoint.path)[...], into: &root)
            Self.mark(endpoint.api, PathPattern.segments(endpoint.api.prefix)[...], in: &root)
        }
    }

    private static func insert(_ endpoint: Endpoint, _ rest: ArraySlice<Substring>, into node: inout Node) {
        guard let segment = rest.first else {
            precondition(!node.endpoints.contains { $0.collides(with: endpoint) }, "two routes for \(endpoint.path)")
            return node.endpoints.append(endpoint)
        }
        if PathPattern.parameter(segment) == nil {
            insert(endpoint, rest.dropFirst(), into: &node.literals[String(segment), default: Node()])
        } else {
            if node.parameter.isEmpty { node.parameter.append(Node()) }
            insert(endpoint, rest.dropFirst(), into: &node.parameter[0])
        }
    }

    private static func mark(_ api: API, _ rest: ArraySlice<Substring>, in node: inout Node) {
        guard let segment = rest.first else { return node.api = api }
        mark(api, rest.dropFirst(), in: &node.literals[String(segment), default: Node()])
    }

    func match(_ path: Substring) -> Match {
        var segments: [String] = []
        segments.reserveCapacity(8)
        for raw in PathPattern.segments(path) {
            guard let segment = Self.decoded(raw) else { return .malformed }
            segments.append(segment)
        }
        var values: [String] = []
        if let endpoints = Self.find(segments[...], in: root, &values) { return .endpoints(endpoints, values: values) }
        return .nothing(owner(segments))
    }

    private static func decoded(_ segment: Substring) -> String? {
        guard let text = PercentEncoding.decode(segment), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return text
    }

    private static func find(_ rest: ArraySlice<String>, in node: Node, _ values: inout [String]) -> [Endpoint]? {
        guard let segment = rest.first else { return node.endpoints.isEmpty ? nil : node.endpoints }
        if let next = node.literals[segment], let found = find(rest.dropFirst(), in: next, &values) { return found }
        guard let next = node.parameter.first else { return nil }
        values.append(segment)
        if let found = find(rest.dropFirst(), in: next, &values) { return found }
        values.removeLast()
        return nil
    }

    private func owner(_ segments: [String]) -> API? {
        var node = root
        var owner: API?
        for segment in segments {
            guard let next = node.literals[segment] else { break }
            node = next
            owner = node.api ?? owner
        }
        return owner
    }
}

extension Endpoint {
    fileprivate func collides(with other: Endpoint) -> Bool {
        guard route.method == other.route.method else { return false }
        if let until = route.until, let since = other.route.since, until < since { return false }
        if let until = other.route.until, let since = route.since, until < since { return false }
        return true
    }
}
