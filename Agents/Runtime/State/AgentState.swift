/// Where things lie in the agent's state directory.
public struct AgentState: Sendable {
    public static let defaultPath = "/var/lib/apus-agent"

    public let path: String

    public init(_ path: String = AgentState.defaultPath) { self.path = path }

    /// The authority that signed the controller's certificate and this agent's, PEM.
    public var authority: String { path + "/ca.pem" }
    /// This agent's certificate chain, PEM.
    public var certificate: String { path + "/agent.pem" }
    /// This agent's private key, PEM, readable by its owner only.
    public var key: String { path + "/agent.key" }
    public var settings: String { path + "/agent.yaml" }
    /// The last sets that the controller sent.
    public var sets: String { path + "/sets.bin" }
}
