public import Core

/// The microversions that a service understands (API-SIG, microversion specification).
public struct MicroversionRange: Sendable {
    /// The word before the version in `OpenStack-API-Version`, such as `compute`.
    public let serviceType: String
    public let range: ClosedRange<Microversion>
    /// The older header that carries the bare version, such as `X-OpenStack-Nova-API-Version`.
    public let legacyHeader: String?

    public init(serviceType: String, range: ClosedRange<Microversion>, legacyHeader: String? = nil) {
        self.serviceType = serviceType
        self.range = range
        self.legacyHeader = legacyHeader
    }
}
