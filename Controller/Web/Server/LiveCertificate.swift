public import Core
public import Logging
import NIOCore
public import NIOSSL
import Synchronization

/// A listener's certificate and key as their files have them now: who replaces the files needs no restart.
///
/// The files are the truth. They are looked at every two seconds; when they differ they are read, and taken if they belong
/// together. If not (one of the two is written after the other) the pair that was good last stays, until they differ again.
/// Connections that stand keep what they were made with.
public final class LiveCertificate: Sendable {
    private struct State {
        var seen: [FileStatus?]
        var current: NIOSSLContextConfigurationOverride
    }

    private static let interval = Duration.seconds(2)

    private let files: WebServer.Certificate
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<State>

    /// - Throws: `Fault` WEB-CERTIFICATE when the files cannot be read or do not belong together.
    public init(_ files: WebServer.Certificate, time: any TimeSource = SystemTime(), logger: Logger) throws {
        self.files = files
        self.time = time
        self.logger = logger
        let seen = Self.look(files)
        state = Mutex(State(seen: seen, current: try Self.load(files)))
    }

    /// What a handshake that begins now shows.
    public var current: NIOSSLContextConfigurationOverride { state.withLock { $0.current } }

    /// A configuration whose handshakes each take what is current then.
    func serverConfiguration() throws -> TLSConfiguration {
        var configuration = try Self.configuration(current)
        configuration.sslContextCallback = { [self] _, promise in promise.succeed(current) }
        return configuration
    }

    /// Follows the files until the task is cancelled.
    public func follow() async {
        while (try? await time.sleep(until: time.now + Self.interval)) != nil { refresh() }
    }

    func refresh() {
        let seen = Self.look(files)
        guard seen != state.withLock({ $0.seen }) else { return }
        do {
            let fresh = try Self.load(files)
            state.withLock { $0 = State(seen: seen, current: fresh) }
            logger.notice("the server's certificate was read anew", metadata: ["file": "\(files.chain)"])
        } catch {
            state.withLock { $0.seen = seen }
            logger.warning(
                "the server's certificate and key cannot be used; those from before stay", metadata: ["reason": "\(error)"])
        }
    }

    private static func look(_ files: WebServer.Certificate) -> [FileStatus?] {
        [FileStatus(files.chain), FileStatus(files.key)]
    }

    private static func load(_ files: WebServer.Certificate) throws -> NIOSSLContextConfigurationOverride {
        do {
            var pair = NIOSSLContextConfigurationOverride()
            pair.certificateChain = try NIOSSLCertificate.fromPEMFile(files.chain).map(NIOSSLCertificateSource.certificate)
            pair.privateKey = .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))
            // It refuses a key that is another certificate's.
            _ = try NIOSSLContext(configuration: configuration(pair))
            return pair
        } catch {
            throw Fault(
                .internalError, code: "WEB-CERTIFICATE", "The server's certificate or its key cannot be read.",
                hint: "Look at \(files.chain) and \(files.key).", cause: error)
        }
    }

    private static func configuration(_ pair: NIOSSLContextConfigurationOverride) throws -> TLSConfiguration {
        guard let chain = pair.certificateChain, !chain.isEmpty, let key = pair.privateKey else {
            throw Fault(.internalError, code: "WEB-CERTIFICATE", "The file holds no certificate.")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
