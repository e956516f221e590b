import Core
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What all simulated agents share.
final class SimulatedFleet: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let port: Int
    let roots: NIOSSLTrustRoots
    private let file: FleetCounts
    private let counts = Mutex((now: FleetCounts.Counts(), isWritten: false))

    init(directory: StateDirectory, port: Int) throws {
        self.port = port
        roots = .certificates(try NIOSSLCertificate.fromPEMFile(directory.caCertificate))
        file = FleetCounts(directory)
    }

    func count(_ change: (inout FleetCounts.Counts) -> Void) {
        counts.withLock {
            change(&$0.now)
            $0.isWritten = false
        }
    }

    /// For ever, often enough for whoever measures by it.
    func writeCounts() async throws {
        while true {
            let news = counts.withLock { counts in
                defer { counts.isWritten = true }
                return counts.isWritten ? nil : counts.now
            }
            if let news { try file.write(news) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
