enum AgentVersion {
    static let text = "0.1.0"
    /// The version of the protocol of agent.proto.
    static let wire: UInt32 = 1
}
