import Glibc
import NIOCore

/// Settings of the whole process that keep a controller small; they count before the first use only.
enum ProcessTuning {
    static func apply() {
        // Requests spend their time in handlers, which run on Swift's own threads.
        NIOSingletons.groupLoopCountSuggestion = 2
        NIOSingletons.blockingPoolThreadCountSuggestion = 2
        // A peer that goes away while it is written to is an error of that connection.
        signal(SIGPIPE, SIG_IGN)
    }
}
