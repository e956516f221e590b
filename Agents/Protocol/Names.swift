// The generated types under names that can be read. What is not here is used seldom enough for its full name.

public typealias AgentFrame = Apus_Agent_V1_AgentFrame
public typealias ControllerFrame = Apus_Agent_V1_ControllerFrame
/// One thing that a host shall make true.
public typealias SetItem = Apus_Agent_V1_Item
/// What a host says about one item.
public typealias ItemObservation = Apus_Agent_V1_Observation
/// What a host says about all or some of its items.
public typealias ObservationBatch = Apus_Agent_V1_Observations

public typealias NetworkSpec = Apus_Agent_V1_NetworkSpec
public typealias PortSpec = Apus_Agent_V1_PortSpec
public typealias PeerSpec = Apus_Agent_V1_PeerSpec
public typealias SecurityGroupSpec = Apus_Agent_V1_SecurityGroupSpec
public typealias GroupMemberSpec = Apus_Agent_V1_GroupMemberSpec
public typealias RouterSpec = Apus_Agent_V1_RouterSpec
public typealias DomainSpec = Apus_Agent_V1_DomainSpec
/// What a host says about a guest.
public typealias DomainState = Apus_Agent_V1_DomainState
public typealias MetadataRequest = Apus_Agent_V1_MetadataRequest
public typealias MetadataReply = Apus_Agent_V1_MetadataReply
public typealias OpenTunnel = Apus_Agent_V1_OpenTunnel
public typealias TunnelFrame = Apus_Agent_V1_TunnelFrame

/// The names of the sets that hosts subscribe to.
public enum SetName {
    /// What a host itself shall have.
    public static func host(_ name: String) -> String { "host/\(name)" }
    /// Where every port of a network is.
    public static func network(_ id: String) -> String { "network/\(id)" }
    /// The rules and members of a security group.
    public static func group(_ id: String) -> String { "group/\(id)" }
}

/// The version of the protocol that this program speaks; the agent names its own in Hello.
public let agentProtocolVersion: UInt32 = 1
