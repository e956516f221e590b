public import Telemetry

/// How the assembled API meets the world. The defaults are right for a controller that clients reach directly.
public struct SiteOptions: Sendable {
    /// Addresses whose `Forwarded` and `X-Forwarded-*` headers are believed.
    public var trustedProxies: Set<String> = []
    /// Addresses that may read `/metrics`; it tells about every tenant.
    public var metricsPeers: Set<String> = ["127.0.0.1", "::1"]
    /// Records what `/metrics` shows; without it there is no such path.
    public var metrics: PrometheusFactory?
    /// Gets one line per answered request.
    public var accessLog: AccessLog?
    /// How long a JSON body may take to arrive.
    public var bodyPatience: Duration = .seconds(30)

    public init(metrics: PrometheusFactory? = nil, accessLog: AccessLog? = nil) {
        self.metrics = metrics
        self.accessLog = accessLog
    }
}
