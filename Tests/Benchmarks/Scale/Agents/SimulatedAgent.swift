import AgentRuntime
import NIOCore
import NIOPosix
import NIOSSL

/// One agent: it dials, and dials again with the real agent's pauses and jitter.
struct SimulatedAgent: Sendable {
    let host: String
    private let chain: [NIOSSLCertificateSource]
    private let key: NIOSSLPrivateKey
    private let fleet: SimulatedFleet

    init(host: String, chain: String, key: String, fleet: SimulatedFleet) throws {
        self.host = host
        self.chain = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map { .certificate($0) }
        self.key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        self.fleet = fleet
    }

    func run() async {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .milliseconds(500), cap: .seconds(3))
        // Machines are not all switched on in one instant either.
        try? await Task.sleep(for: .milliseconds(500) * Double.random(in: 0...1))
        while !Task.isCancelled {
            let start = ContinuousClock.now
            try? await session()
            if ContinuousClock.now - start >= .seconds(5) { backoff.reset() }
            try? await Task.sleep(for: backoff.next(using: &random))
        }
    }

    private func session() async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateChain = chain
        tls.privateKey = .privateKey(key)
        tls.trustRoots = fleet.roots
        tls.certificateVerification = .noHostnameVerification
        tls.applicationProtocols = ["h2"]
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: fleet.group).connectTimeout(.seconds(10))
            .channelInitializer { [host, fleet] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                    try pipeline.addHandler(SessionHandler(HostModel(host: host), fleet))
                }
            }
            .connect(host: "127.0.0.1", port: fleet.port).get()
        try await channel.closeFuture.get()
    }
}
