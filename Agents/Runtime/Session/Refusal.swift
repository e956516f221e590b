/// The controller does not want this host: trying again soon is of no use.
public struct Refusal: Error, Sendable, Equatable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }

    /// What an operator reads in the log.
    public var fault: AgentFault {
        AgentFault(
            "AGENT-REFUSED", "The controller refuses this host: \(reason).",
            hint: """
                If it should be part of the cloud, run `apus join HOST` on the controller, and here the command that it \
                prints, with --force.
                """)
    }
}
