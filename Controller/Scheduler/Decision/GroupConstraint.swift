/// What a server group asks of the host of its next member.
public struct GroupConstraint: Sendable, Equatable {
    public enum Policy: String, Sendable, CaseIterable {
        case affinity
        case antiAffinity = "anti-affinity"
        case softAffinity = "soft-affinity"
        case softAntiAffinity = "soft-anti-affinity"
    }

    public var policy: Policy
    /// How many members each host has already; hosts without members are not named.
    public var hosts: [String: Int]
    /// Anti-affinity: how many members one host may have (rule `max_server_per_host`).
    public var maxPerHost: Int

    public init(policy: Policy, hosts: [String: Int], maxPerHost: Int = 1) {
        self.policy = policy
        self.hosts = hosts
        self.maxPerHost = maxPerHost
    }
}
