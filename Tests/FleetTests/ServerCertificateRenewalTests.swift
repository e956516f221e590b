import Core
import Logging
import Testing
import Trust
import X509

@testable import Fleet

/// The certificate of a controller that runs for long.
@Suite struct ServerCertificateRenewalTests {
    private func serial(_ cloud: TestCloud) throws -> String? {
        try CertificateFile.read(cloud.directory.serverCertificate)?.first?.serialText
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func itIsMadeAnewBeforeItExpires() async throws {
        try await TestCloud.run { cloud, _ in
            let time = VirtualTime(SystemTime().now)
            let renewal = ServerCertificateRenewal(
                directory: cloud.directory, authority: cloud.authority, time: time, logger: Self.logger
            ) { ["localhost", "127.0.0.1"] }
            let first = try serial(cloud)
            let run = Task { try await renewal.run() }
            defer { run.cancel() }
            try await eventually("it waits") { time.nextDeadline != nil }
            // A month before its end it is still good, an hour later no more.
            time.advance(by: .seconds((365 - 30) * 86_400 - 7200))
            try await eventually("it has looked and waits again") { (time.nextDeadline ?? time.now) > time.now }
            #expect(try serial(cloud) == first)
            time.advance(by: .seconds(3 * 3600))
            try await eventually("there is another") { try serial(cloud) != first }
        }
    }

    @Test func otherNamesAreTakenUp() async throws {
        try await TestCloud.run { cloud, _ in
            let first = try serial(cloud)
            let renewal = ServerCertificateRenewal(
                directory: cloud.directory, authority: cloud.authority, logger: Self.logger
            ) { ["localhost", "127.0.0.1", "198.51.100.7"] }
            try renewal.ensure()
            #expect(try serial(cloud) != first)
        }
    }
}
