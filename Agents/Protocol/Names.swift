// The generated types under names that can be read. What is not here is used seldom enough for its full name.

public typealias AgentFrame = Apus_Agent_V1_AgentFrame
public typealias ControllerFrame = Apus_Agent_V1_ControllerFrame
/// One thing that a host shall make true.
public typealias SetItem = Apus_Agent_V1_Item
/// What a host says about one item.
public typealias ItemObservation = Apus_Agent_V1_Observation
/// What a host says about all or some of its items.
public typealias ObservationBatch = Apus_Agent_V1_Observations

/// The version of the protocol that this program speaks; the agent names its own in Hello.
public let agentProtocolVersion: UInt32 = 1
