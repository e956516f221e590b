import NIOCore
import NIOPosix

/// Settings of the whole process that keep an agent small.
public enum AgentProcess {
    /// Call first of all: it counts before the first use only.
    public static func tune() {
        // One session and a rare scrape need no second event loop.
        NIOSingletons.groupLoopCountSuggestion = 1
        NIOSingletons.blockingPoolThreadCountSuggestion = 1
    }
}
