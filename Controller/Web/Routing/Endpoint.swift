import Core
import HTTPTypes

/// A route in its place: with its API, its full path and the handles of its metrics.
final class Endpoint: Sendable {
    let route: Route
    let api: API
    /// The prefix of the API and the path of the route; the label in metrics and logs.
    let path: String
    /// In the order in which they stand in the path.
    let parameterNames: [String]
    let metrics: EndpointMetrics

    init(_ route: Route, _ api: API, metrics: EndpointMetrics) {
        self.route = route
        self.api = api
        self.metrics = metrics
        path = api.prefix + route.path
        parameterNames = PathPattern.segments(path).compactMap(PathPattern.parameter)
    }

    func serves(_ version: Microversion?) -> Bool {
        guard let version else { return true }
        if let since = route.since, version < since { return false }
        if let until = route.until, version > until { return false }
        return true
    }
}
