import AgentRuntime
import ServiceLifecycle

/// Makes the process small once it has started, and again after each time that there was much to do.
struct Tidying: Service {
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(15))
                AgentProcess.tidy()
            }
        }
        // A service that returns ends the others.
        try? await gracefulShutdown()
    }
}
