import AgentProtocol
import AgentRuntime

/// Stands in for the controller where there is none to ask.
struct NoController: ControllerLink {
    private let fault = AgentFault(
        "AGENT-NO-CONTROLLER", "No controller is asked while this host is cleared.", hint: "Start the agent to use the host.")

    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw fault
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply { throw fault }
}
