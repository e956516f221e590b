import Core
import Glibc

extension Console {
    /// Does the work, and shows that it is being done once it has taken a second: on a terminal a line with the seconds that
    /// goes away afterwards, elsewhere one plain line.
    func working<Result: Sendable>(_ text: String, _ body: () async throws -> Result) async rethrows -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let ticker = Task { [live] in
            try await Task.sleep(for: .seconds(1))
            guard live else { return Self.write("  … \(text)\n", to: STDERR_FILENO) }
            while true {
                Self.write("\r\u{1B}[K  … \(text)  \((clock.now - start).components.seconds) s", to: STDERR_FILENO)
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        defer {
            ticker.cancel()
            if live, clock.now - start >= .seconds(1) { Self.write("\r\u{1B}[K", to: STDERR_FILENO) }
        }
        return try await body()
    }
}
