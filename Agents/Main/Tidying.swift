import AgentRuntime
import ServiceLifecycle

/// Makes the process small once it has started.
struct Tidying: Service {
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            try await Task.sleep(for: .seconds(15))
            AgentProcess.releaseStartText()
        }
        // A service that returns ends the others.
        try? await gracefulShutdown()
    }
}
