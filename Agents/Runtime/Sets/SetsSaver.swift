import Logging

/// Writes the copy of the sets after a change, at most once a second.
struct SetsSaver: Sendable {
    private let path: String
    private let files: any AgentFiles
    private let time: any AgentTime
    private let logger: Logger
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(path: String, files: any AgentFiles, time: any AgentTime, logger: Logger) {
        self.path = path
        self.files = files
        self.time = time
        self.logger = logger
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func changed() { wake.yield() }

    /// What the last process saved; empty where there is nothing of use.
    func load() -> [String: DesiredState.HeldSet] {
        do {
            guard let bytes = try files.read(path) else { return [:] }
            if let sets = SetsFile.decode(bytes) { return sets }
            logger.warning(
                "the copy of the last sets is damaged and ignored",
                metadata: ["file": "\(path)", "remedy": "nothing to do: the controller sends them anew"])
        } catch {
            logger.warning("the copy of the last sets cannot be read", metadata: ["error": "\(error)"])
        }
        return [:]
    }

    /// Saves until the task is cancelled, and what is left then.
    func run(_ sets: @Sendable () -> [String: DesiredState.HeldSet]) async {
        for await _ in wakes {
            save(sets())
            guard (try? await time.sleep(for: .seconds(1))) != nil else { break }
        }
        save(sets())
    }

    private func save(_ sets: [String: DesiredState.HeldSet]) {
        do {
            let bytes = try SetsFile.encode(sets)
            if try files.read(path) == bytes { return }
            try files.write(bytes, to: path, mode: 0o600)
        } catch {
            logger.error("the copy of the sets cannot be saved", metadata: ["error": "\(error)"])
        }
    }
}
