import Core
import HTTPTypes

/// The route tables as text, to be compared with the public API reference.
public enum RouteListing {
    /// A heading and one line per route, columns separated by tabs: method, full path, service, who may call it (the policy
    /// rule, `authenticated` or `anyone`), microversions (`2.10-2.35`, open at either end, empty for all). Sorted by path.
    public static func tsv(_ services: [ServiceRoutes]) -> String {
        let lines = services.flatMap { service in
            service.routes.map { (path: service.api.prefix + $0.path, line: line($0, service.api)) }
        }
        let sorted = lines.sorted { ($0.path, $0.line) < ($1.path, $1.line) }.map(\.line)
        return (["method\tpath\tgroup\tpolicy\tmicroversions"] + sorted).joined(separator: "\n") + "\n"
    }

    private static func line(_ route: Route, _ api: API) -> String {
        [route.method.rawValue, api.prefix + route.path, api.name, access(route.policy), range(route)].joined(separator: "\t")
    }

    private static func access(_ access: Access) -> String {
        switch access {
        case .anyone: "anyone"
        case .authenticated: "authenticated"
        case .rule(let name): name
        }
    }

    private static func range(_ route: Route) -> String {
        guard route.since != nil || route.until != nil else { return "" }
        return "\(route.since?.description ?? "")-\(route.until?.description ?? "")"
    }
}
