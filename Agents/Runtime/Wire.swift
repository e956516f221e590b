public import AgentProtocol

// The generated names of the protocol, as this side calls them.
public typealias AgentFrame = Apus_Agent_V1_AgentFrame
public typealias ControllerFrame = Apus_Agent_V1_ControllerFrame
public typealias Hello = Apus_Agent_V1_Hello
public typealias Item = Apus_Agent_V1_Item
public typealias ItemSet = Apus_Agent_V1_ItemSet
public typealias SetDelta = Apus_Agent_V1_SetDelta
public typealias Observation = Apus_Agent_V1_Observation
public typealias Problem = Apus_Agent_V1_Problem
