public import AgentRuntime
public import HostCommands
public import Libvirt

/// What the compute role stands on; tests and simulators put theirs here.
public struct ComputeSeams: Sendable {
    public var host: any DomainHost
    public var link: any ControllerLink
    public var commands: any CommandRunner
    public var time: any AgentTime

    public init(
        host: any DomainHost, link: any ControllerLink, commands: any CommandRunner = HostCommandRunner(),
        time: any AgentTime = SystemAgentTime()
    ) {
        self.host = host
        self.link = link
        self.commands = commands
        self.time = time
    }
}
