public import Core
public import Logging
public import ServiceLifecycle
public import Trust

/// Keeps the controller's own certificate good while it runs: a controller that runs for a year must not let it expire.
///
/// Once an hour the files are looked at as at the start (`ServerCertificate.ensure`), and made anew long before the certificate
/// expires, or when this machine has other names. The listeners follow the files (`LiveCertificate`); clients and agents trust the
/// authority, so that nobody notices.
public struct ServerCertificateRenewal: Service {
    static let interval = Duration.seconds(3600)

    private let directory: StateDirectory
    private let authority: CertificateAuthority
    private let names: @Sendable () -> [String]
    private let time: any TimeSource
    private let logger: Logger

    /// - Parameter names: by which others reach this machine now
    public init(
        directory: StateDirectory, authority: CertificateAuthority, time: any TimeSource = SystemTime(), logger: Logger,
        names: @escaping @Sendable () -> [String]
    ) {
        self.directory = directory
        self.authority = authority
        self.names = names
        self.time = time
        self.logger = logger
    }

    /// Looks once: before the listeners start.
    public func ensure() throws {
        let renewal = try ServerCertificate.ensure(in: directory, authority: authority, names: names(), now: time.now)
        if case .issue(let reason) = renewal {
            logger.notice("the server's certificate was made anew", metadata: ["reason": "\(reason)"])
        }
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
    }

    private func follow() async {
        while (try? await time.sleep(until: time.now + Self.interval)) != nil {
            do { try ensure() } catch {
                logger.error(
                    "the server's certificate cannot be renewed",
                    metadata: ["reason": "\(error)", "remedy": "see that \(directory.serverCertificate) can be written"])
            }
        }
    }
}
