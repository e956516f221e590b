import Core
import Logging

/// The trace of a run: what happens, when, and to whom. On standard output, since whoever asks for it wants to read it.
enum Trace {
    static func line(_ time: Timestamp, _ owner: Owner, _ text: String) {
        let seconds = time.microseconds / 1_000_000 % 100_000
        let rest = String(time.microseconds % 1_000_000 + 1_000_000).dropFirst()
        print("\(seconds).\(rest) \(owner.name): \(text)")
    }

    static func logger(isOn: Bool) -> Logger {
        guard isOn else { return Logger(label: "sim") { _ in SwiftLogNoOpLogHandler() } }
        return Logger(label: "sim") { _ in TraceHandler() }
    }
}

/// The product's own log, among the trace.
private struct TraceHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let more = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        Trace.line(Loop.shared.now, Loop.shared.current, "\(event.level) \(event.message)\(more)")
    }
}
