/// The route table of one service. Several tables may share an API: Catalog and Identity both live under `/identity`.
public struct ServiceRoutes: Sendable {
    public let api: API
    public let routes: [Route]

    public init(api: API, routes: [Route]) {
        self.api = api
        self.routes = routes
    }
}
