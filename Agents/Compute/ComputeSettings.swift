/// Where the compute role keeps what it makes.
public struct ComputeSettings: Sendable, Equatable {
    /// A directory for each guest.
    public var instances: String
    public var images: String

    public init(instances: String = "/var/lib/apus-agent/instances", images: String = "/var/lib/apus-agent/images") {
        self.instances = instances
        self.images = images
    }
}
