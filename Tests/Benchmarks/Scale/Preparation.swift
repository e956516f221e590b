import AgentRuntime
import Core
import Foundation
import HTTPTypes
import Trust

/// Makes a cloud's state directory, and lets every host join by the agents' own code through the API.
struct Preparation {
    let size: Size
    let directory: StateDirectory

    func run() async throws {
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        try directory.create()
        let now = SystemTime().now
        let authority =
            try DurableFile.read(directory.caCertificate) == nil
            ? CertificateAuthority.create(in: directory, name: "Apus scale", now: now)
            : CertificateAuthority.load(from: directory)
        try ServerCertificate.ensure(in: directory, authority: authority, names: ["localhost", "127.0.0.1"], now: now)
        var identities = try Identities(directory)
        let missing = (0..<size.hosts).map(size.hostName).filter { identities.chains[$0] == nil }
        guard !missing.isEmpty else { return }
        try await join(missing, &identities)
        try identities.write(to: directory)
    }

    private func join(_ hosts: [String], _ identities: inout Identities) async throws {
        let cloud = try Cloud(directory: directory, size: size)
        let start = ContinuousClock.now
        let chains = try await concurrently(hosts, width: 16) { host in (host, try await join(host, cloud)) }
        for (host, files) in chains { identities.add(host, files) }
        await cloud.close()
        Progress.say("\(hosts.count) hosts have joined in \((ContinuousClock.now - start).seconds.short) s")
    }

    private func join(_ host: String, _ cloud: Cloud) async throws -> MemoryFiles {
        let token = try await cloud.api.post(
            "/apus/v1/join-tokens", ["host": .string(host), "roles": ["compute", "network", "sensors"]], as: .admin)
        guard let text = token["join_token"]?["token"]?.string else { throw Failure("no join token: \(token.text)") }
        let files = MemoryFiles()
        let enrolment = AgentRuntime.Enrolment(state: AgentState("/agent"), files: files, door: Door(api: cloud.api))
        _ = try await enrolment.join(ControllerURL("https://localhost:5000"), token: JoinToken(text), host: host)
        return files
    }

    /// The two requests of enrolment, in process.
    private struct Door: EnrolmentDoor {
        let api: CloudAPI

        func getUnverified(_ url: String) async throws -> DoorReply { try await ask(.get, url, nil) }

        func post(_ url: String, json: [UInt8], authority: String) async throws -> DoorReply { try await ask(.post, url, json) }

        private func ask(_ method: CloudAPI.Method, _ url: String, _ body: [UInt8]?) async throws -> DoorReply {
            let path = String(url.dropFirst("https://localhost:5000".count))
            let answer = try await api.send(method, path, body, as: nil)
            return DoorReply(status: answer.status, body: answer.bytes)
        }
    }
}
