/// One OpenStack service as clients see it. OpenStack runs each as a server of its own; here they are path prefixes of one
/// listener, and the prefix is all that a service knows of its address.
public struct API: Sendable {
    /// The upstream project's name, such as `keystone`; the service label of metrics and logs.
    public let name: String
    /// The service type of the catalog, such as `identity`.
    public let type: String
    /// The start of every path of this service, such as `/identity`.
    public let prefix: String
    public let errors: ErrorStyle
    public let microversions: MicroversionRange?

    public init(name: String, type: String, prefix: String, errors: ErrorStyle, microversions: MicroversionRange? = nil) {
        self.name = name
        self.type = type
        self.prefix = prefix
        self.errors = errors
        self.microversions = microversions
    }
}
