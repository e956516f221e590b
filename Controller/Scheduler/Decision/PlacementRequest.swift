public import Core

/// What a host must have and be in order to run one server.
public struct PlacementRequest: Sendable, Equatable {
    /// The server's id: whose claim it will be.
    public var consumer: String
    public var projectID: ProjectID
    public var userID: UserID
    public var resources: Resources
    /// Besides those that `extraSpecs` and `imageProperties` name (`trait:…=required`).
    public var requiredTraits: Set<String>
    public var forbiddenTraits: Set<String>
    public var availabilityZone: String?
    /// The only host that may be chosen, as an administrator names it (`zone:host`).
    public var forcedHost: String?
    /// Hosts that have failed already.
    public var excludedHosts: Set<String>
    public var group: GroupConstraint?
    public var imageProperties: [String: String]
    /// Of the flavor.
    public var extraSpecs: [String: String]
    /// The provider networks that the host must be wired to.
    public var physicalNetworks: Set<String>

    public init(
        consumer: String, projectID: ProjectID, userID: UserID, resources: Resources, requiredTraits: Set<String> = [],
        forbiddenTraits: Set<String> = [], availabilityZone: String? = nil, forcedHost: String? = nil,
        excludedHosts: Set<String> = [], group: GroupConstraint? = nil, imageProperties: [String: String] = [:],
        extraSpecs: [String: String] = [:], physicalNetworks: Set<String> = []
    ) {
        self.consumer = consumer
        self.projectID = projectID
        self.userID = userID
        self.resources = resources
        self.requiredTraits = requiredTraits
        self.forbiddenTraits = forbiddenTraits
        self.availabilityZone = availabilityZone
        self.forcedHost = forcedHost
        self.excludedHosts = excludedHosts
        self.group = group
        self.imageProperties = imageProperties
        self.extraSpecs = extraSpecs
        self.physicalNetworks = physicalNetworks
    }
}
