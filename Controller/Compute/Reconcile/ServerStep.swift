import Networking

/// One thing that a change of a server does, beside writing its state.
enum ServerStep: Sendable, Equatable {
    case claim(String)
    case releaseClaim
    case bind(PortID, host: String)
    case unbind(PortID)
    /// Puts the guest's item as it is wanted now.
    case putDomain
    case removeDomain(host: String)
    case releasePort(ServerPort)
    /// Tells the scheduler how a start on this host ended.
    case recordBuild(host: String, failed: Bool)
    /// The rows go.
    case erase
}
