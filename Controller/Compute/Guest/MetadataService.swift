import AgentProtocol
import Core
import FoundationEssentials
import Networking
import Store

/// Answers what guests ask at 169.254.169.254, handed on by the agents of their hosts.
///
/// A guest is known by the network and the address that it asks from: the host's filters see to it that nobody asks from an
/// address that is not his. The port must be bound to the very host whose agent brings the request.
struct MetadataService: Sendable {
    let store: Store

    func answer(host: String, _ request: MetadataRequest) async throws -> MetadataReply {
        if request.method == "POST" { return try await takePassword(host: host, request) }
        guard request.method == "GET" || request.method == "HEAD" || request.method.isEmpty else {
            return Self.status(405, "Only GET is understood here, and POST of a password.\n")
        }
        let guest = try await store.read { s in
            try Self.server(s, host: host, request).map { (try Guest.load(s, $0), try GuestPassword.find(s, $0.id)) }
        }
        guard let (guest, password) = guest else { return Self.stranger(request) }
        let path = request.path.prefix { $0 != "?" }
        let segments = path.split(separator: "/")
        let seed = segments.first == "openstack" ? Self.seed() : nil
        guard let (type, body) = Self.find(segments[...], guest, password ?? "", seed: seed) else {
            return Self.status(404, "There is nothing at \(path).\n")
        }
        return Self.reply(200, type, body)
    }

    private func takePassword(host: String, _ request: MetadataRequest) async throws -> MetadataReply {
        let path = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        guard path.count == 3, path[0] == "openstack", path[2] == "password", GuestTree.hasPassword(path[1]) else {
            return Self.status(405, "Only a password can be posted, at openstack/latest/password.\n")
        }
        guard request.body.count <= GuestPassword.maximumSize, let text = String(validating: request.body, as: UTF8.self) else {
            return Self.status(400, "A password is text of at most \(GuestPassword.maximumSize) bytes.\n")
        }
        return try await store.write { tx in
            guard let server = try Self.server(tx, host: host, request) else { return Self.stranger(request) }
            return try GuestPassword.set(tx, server.id, text)
                ? Self.status(200, "") : Self.status(409, "This server's password has been told already.\n")
        }
    }

    private static func stranger(_ request: MetadataRequest) -> MetadataReply {
        status(404, "No server of this network has the address \(request.address).\n")
    }

    private static func server(_ s: Snapshot, host: String, _ request: MetadataRequest) throws -> Server? {
        guard
            let port = try Ports.find(s, network: NetworkID(request.networkID), address: request.address),
            port.bindingHost == host, let server = try Servers.find(s, ServerID(port.deviceID)), server.deletedAt == nil
        else { return nil }
        return server
    }

    private static func seed() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<512).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Base64.encode(bytes, .standard, padded: true)
    }

    private static func status(_ status: UInt32, _ text: String) -> MetadataReply {
        reply(status, "text/plain; charset=utf-8", Array(text.utf8))
    }

    private static func reply(_ status: UInt32, _ type: String, _ body: [UInt8]) -> MetadataReply {
        var reply = MetadataReply()
        reply.status = status
        reply.contentType = type
        reply.body = Data(body)
        return reply
    }
}

extension MetadataService {
    private typealias Document = (type: String, body: [UInt8])

    private static func text(_ text: String) -> Document { ("text/plain; charset=utf-8", Array(text.utf8)) }

    private static func list(_ names: [String]) -> Document { text(names.joined(separator: "\n")) }

    private static func find(
        _ path: ArraySlice<Substring>, _ guest: Guest, _ password: String, seed: String?
    ) -> Document? {
        guard let first = path.first else { return list(GuestTree.ec2Versions) }
        if first == "openstack" { return openstack(path.dropFirst(), guest, password, seed) }
        return GuestTree.ec2Versions.contains(String(first)) ? ec2(path.dropFirst(), guest) : nil
    }

    private static func openstack(
        _ path: ArraySlice<Substring>, _ guest: Guest, _ password: String, _ seed: String?
    ) -> Document? {
        guard let version = path.first else { return list(GuestTree.versionNames) }
        if version == GuestFile.folder, path.count == 2 {
            return guest.files.first { $0.name == path.last ?? "" }.map { ("application/octet-stream", $0.content) }
        }
        guard path.count <= 2, let files = GuestTree.files(String(version), of: guest, seed: seed) else { return nil }
        let hasPassword = GuestTree.hasPassword(String(version))
        guard let name = path.dropFirst().first else {
            return list((files.keys + (hasPassword ? ["password"] : [])).sorted())
        }
        if hasPassword, name == "password" { return text(password) }
        guard let content = files[String(name)] else { return nil }
        return (name.hasSuffix(".json") ? "application/json" : "text/plain; charset=utf-8", content)
    }

    private static func ec2(_ path: ArraySlice<Substring>, _ guest: Guest) -> Document? {
        guard let branch = path.first else { return list(guest.userData == nil ? ["meta-data/"] : ["meta-data/", "user-data"]) }
        if branch == "user-data", path.count == 1 { return guest.userData.map { ("text/plain; charset=utf-8", $0) } }
        guard branch == "meta-data" else { return nil }
        return EC2Metadata.find(path.dropFirst(), in: EC2Metadata.tree(guest)).map { text(EC2Metadata.text($0)) }
    }
}
