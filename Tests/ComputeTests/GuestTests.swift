import AgentProtocol
import Core
import FoundationEssentials
import HTTPTypes
import Networking
import Store
import Testing

@testable import Compute

/// What guests learn of themselves.
struct GuestTests {
    private static func json(_ bytes: [UInt8]?) throws -> JSON { try JSONParser.parse(try #require(bytes)) }

    private static func guest(_ body: @Sendable @escaping (Guest, ServerCloud) async throws -> Void) async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let id = try await cloud.create(
                "web", ["user_data": "IyEvYmluL3NoCg==", "metadata": ["tier": "front"], "hostname": "web"])
            try await cloud.until(id, "ACTIVE")
            let guest = try await cloud.store.read { try Guest.load($0, Servers.get($0, ServerID(id))) }
            try await body(guest, cloud)
        }
    }

    @Test func theDriveHasEveryVersionAndStaysTheSame() async throws {
        try await Self.guest { guest, _ async throws in
            let drive = GuestTree.drive(of: guest)
            #expect(drive == GuestTree.drive(of: guest))
            #expect(drive["openstack/latest/user_data"] == Array("#!/bin/sh\n".utf8))
            #expect(drive["openstack/2012-08-10/network_data.json"] == nil)
            #expect(drive["openstack/2018-08-27/network_data.json"] != nil)
            let meta = try Self.json(drive["openstack/latest/meta_data.json"])
            #expect(meta["uuid"]?.string == guest.server.id.string)
            #expect(meta["hostname"] == "web.novalocal")
            #expect(meta["meta"] == ["tier": "front"])
            #expect(meta["random_seed"] == nil)
        }
    }

    @Test func filesReachTheGuestByBothWays() async throws {
        try await ServerCloud.run { cloud async throws in
            let work = try await cloud.host("node1").works()
            defer { work.cancel() }
            let wish: JSON = [
                "server": [
                    "name": "web", "imageRef": .string(ServerCloud.image), "flavorRef": "tiny", "config_drive": true,
                    "personality": [["path": "/etc/motd", "contents": "aGVs\nbG8="], ["path": "b", "contents": ""]],
                ]
            ]
            let id = try #require(try await cloud.post("/servers", wish, version: "2.1").server["id"]?.string)
            try await cloud.until(id, "ACTIVE")
            let guest = try await cloud.store.read { try Guest.load($0, Servers.get($0, ServerID(id))) }
            let drive = GuestTree.drive(of: guest)
            #expect(drive["openstack/content/0000"] == Array("hello".utf8))
            #expect(drive["openstack/content/0001"] == [])
            #expect(
                try Self.json(drive["openstack/latest/meta_data.json"])["files"] == [
                    ["content_path": "/content/0000", "path": "/etc/motd"], ["content_path": "/content/0001", "path": "b"],
                ])
            var request = MetadataRequest()
            request.networkID = try #require(guest.networks.first).networkID.string
            request.address = try #require(guest.networks.first?.addresses.first?.address)
            request.path = "/openstack/content/0000"
            let content = try await cloud.compute.metadata("node1", request).body
            #expect(String(decoding: content, as: UTF8.self) == "hello")
            request.path = "/openstack/content/0002"
            #expect(try await cloud.compute.metadata("node1", request).status == 404)
            let rebuild: JSON = [
                "rebuild": [
                    "imageRef": .string(ServerCloud.image), "personality": [["path": "/new", "contents": "aGVsbG8="]],
                ]
            ]
            #expect(try await cloud.post("/servers/\(id)/action", rebuild, version: "2.56").status == .accepted)
            let files = try await cloud.store.read { try Guest.load($0, Servers.get($0, ServerID(id))).files }
            #expect(files.map(\.path) == ["/new"])
        }
    }

    @Test func theNetworkIsDescribedByLinkAndAddress() async throws {
        try await Self.guest { guest, _ async throws in
            let network = try Self.json(NetworkData.document(guest.networks))
            let port = try #require(guest.networks.first)
            #expect(network["links"]?[0]?["ethernet_mac_address"]?.string == port.macAddress)
            #expect(network["links"]?[0]?["id"]?.string == "tap" + port.portID.string.prefix(11))
            #expect(network["networks"]?[0]?["type"] == "ipv4_dhcp")
            #expect(network["networks"]?[0]?["ip_address"] == nil)
        }
    }

    @Test func aGuestTellsItsPasswordOnce() async throws {
        try await Self.guest { guest, cloud async throws in
            let port = try #require(guest.networks.first)
            var request = MetadataRequest()
            request.networkID = port.networkID.string
            request.address = try #require(port.addresses.first?.address)
            request.method = "POST"
            request.path = "/openstack/2013-10-17/password"
            request.body = Data(repeating: 0x41, count: GuestPassword.maximumSize + 1)
            let host = try #require(guest.server.state.host)
            #expect(try await cloud.compute.metadata(host, request).status == 400)
            request.body = Data("c2VjcmV0".utf8)
            #expect(try await cloud.compute.metadata("elsewhere", request).status == 404)
            #expect(try await cloud.compute.metadata(host, request).status == 200)
            #expect(try await cloud.compute.metadata(host, request).status == 409)
            let path = "/servers/\(guest.server.id)/os-server-password"
            #expect(try await cloud.get(path).json == ["password": "c2VjcmV0"])
            #expect(try await cloud.send(.delete, path, as: "reader").status == .forbidden)
            #expect(try await cloud.send(.delete, path).status == .noContent)
            #expect(try await cloud.get(path).json == ["password": ""])
            request.path = "/openstack/latest/meta_data.json"
            #expect(try await cloud.compute.metadata(host, request).status == 405)
            request.method = "GET"
            request.path = "/openstack/latest"
            let names = String(decoding: try await cloud.compute.metadata(host, request).body, as: UTF8.self)
            #expect(names.split(separator: "\n").contains("password"))
        }
    }

    @Test func theMetadataServiceKnowsAGuestByNetworkAndAddressOnItsOwnHost() async throws {
        try await Self.guest { guest, cloud async throws in
            let port = try #require(guest.networks.first)
            var request = MetadataRequest()
            request.networkID = port.networkID.string
            request.address = try #require(port.addresses.first?.address)
            request.method = "GET"
            request.path = "/openstack/latest/meta_data.json"
            let host = try #require(guest.server.state.host)
            let answer = try await cloud.compute.metadata(host, request)
            #expect(answer.status == 200)
            let meta = try Self.json(Array(answer.body))
            #expect(meta["name"] == "web")
            #expect(meta["random_seed"]?.string?.isEmpty == false)
            #expect(try await cloud.compute.metadata("elsewhere", request).status == 404)
            for (path, text) in [("/latest/meta-data/local-ipv4", request.address), ("/latest/user-data", "#!/bin/sh\n")] {
                request.path = path
                let body = try await cloud.compute.metadata(host, request).body
                #expect(String(decoding: body, as: UTF8.self) == text)
            }
            request.path = "/openstack/1999-01-01/meta_data.json"
            #expect(try await cloud.compute.metadata(host, request).status == 404)
            request.address = "203.0.113.9"
            #expect(try await cloud.compute.metadata(host, request).status == 404)
        }
    }
}
