import Glibc
public import Logging

/// Writes each log line as one JSON object on standard error: `time`, `level`, `logger`, `message`, then the metadata.
///
/// Values whose name says that they are secret are never written, however deep they lie.
public struct JSONLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level = .info
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    public init(label: String) {
        self.init(label: label, write: Self.writeToStandardError)
    }

    /// - Parameter write: gets each line, with its newline.
    public init(label: String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = LogLine()
        line.field("time", LogLine.timeOfDay())
        line.field("level", event.level.rawValue)
        line.field("logger", label)
        line.field("message", event.message.description)
        for (name, value) in merged(event.metadata).sorted(by: { $0.key < $1.key }) { line.metadata(name, value) }
        write(line.finished())
    }

    private func merged(_ explicit: Logger.Metadata?) -> Logger.Metadata {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let explicit { all.merge(explicit) { $1 } }
        return all
    }

    /// One call for each line, so that lines of several threads and processes don't mix.
    private static func writeToStandardError(_ line: [UInt8]) {
        line.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(2, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
