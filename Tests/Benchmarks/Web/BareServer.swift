import ArgumentParser
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// What the HTTP library itself can do with nothing in the way: the limit that Apus's figures are printed beside.
///
/// It answers every GET with a small JSON document over TLS, as the controller does. `Tests/Benchmarks/web` starts both,
/// drives them with the same load, and prints the figures.
@main
struct BareServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "WebBenchmark",
        abstract: "A bare server of the HTTP library, to compare with. Started by Tests/Benchmarks/web.")

    @Option(help: "The port on the loopback address.")
    var port: Int

    @Option(help: "The certificate chain, a PEM file.")
    var certificate: String

    @Option(help: "The certificate's key, a PEM file.")
    var key: String

    func run() async throws {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        let router = Router()
        let document = ByteBuffer(string: #"{"region":{"id":"RegionOne","description":"","parent_region_id":null}}"#)
        router.get("/region") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: document))
        }
        let application = Application(
            router: router, server: try .tls(tlsConfiguration: tls),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }
}
