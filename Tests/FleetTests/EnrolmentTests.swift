import Core
import Crypto
import HTTPTypes
import Reconcile
import Store
import SwiftASN1
import Testing
import Trust
import Web
import X509

@testable import Fleet

/// Joining, through the API.
@Suite(.serialized) struct EnrolmentTests {
    private let key = P256.Signing.PrivateKey()

    private func token(_ running: TestCloud.Running, host: String = "node1") async throws -> [Substring] {
        let answer = try await running.send(.post, "/join-tokens", ["host": .string(host), "roles": ["compute", "sensors"]])
        #expect(answer.status == .created)
        let text = try #require(answer.json["join_token"]?["token"]?.string)
        return text.split(separator: ".")
    }

    private func enrol(
        _ running: TestCloud.Running, _ token: String, host: String = "node1", request: String? = nil
    ) async throws -> Answer {
        let csr = try request ?? TestCloud.request(host, key)
        return try await running.send(
            .post, "/enrol", ["token": .string(token), "host": .string(host), "csr": .string(csr)], as: nil)
    }

    @Test func aHostJoinsOnce() async throws {
        try await TestCloud.run { cloud, running in
            let parts = try await token(running)
            #expect(parts.count == 4 && parts[0] == "apus1")
            #expect(parts[3] == (try cloud.authority.fingerprint))
            let ca = try await running.send(.get, "/ca", as: nil)
            #expect(ca.status == .ok)
            #expect(try ca.text == cloud.authority.pem)

            let answer = try await enrol(running, "\(parts[1]).\(parts[2])")
            #expect(answer.status == .created)
            #expect(answer.json["ca"]?.string == ca.text)
            #expect(answer.json["host"]?.string == "node1")
            #expect(answer.json["roles"] == ["compute", "sensors"])
            #expect(answer.json["fleet"] == ["address": "localhost", "port": 5001])
            let chain = try #require(answer.json["certificate"]?.string)
            let certificate = try Certificate(pemEncoded: String(chain.prefix(chain.count - ca.text.count)))
            #expect(AgentIdentity.host(of: certificate) == "node1")

            let again = try await enrol(running, "\(parts[1]).\(parts[2])")
            #expect(again.status == .forbidden && again.code == "FLEET-TOKEN-USED")
            #expect(again.json["error"]?["hint"]?.string?.isEmpty == false)
            let hosts = try await running.send(.get, "/hosts").json["hosts"]?.array
            #expect(hosts?.map { $0["name"]?.string } == ["node1"])
            #expect(hosts?.first?["phase"]?.string == "joining")
            let tokens = try await running.send(.get, "/join-tokens").json["join_tokens"]?.array
            #expect(tokens?.map { $0["state"]?.string } == ["used"])
            #expect(tokens?.first?["token"] == nil)
        }
    }

    @Test func ofManyAtOnceOneJoins() async throws {
        try await TestCloud.run { cloud, running in
            let parts = try await token(running)
            let (credential, request) = ("\(parts[1]).\(parts[2])", try TestCloud.request("node1", key))
            let enrolment = Enrolment(store: running.store, authority: cloud.authority)
            let winners = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        let answer = try? await enrolment.enrol(
                            token: credential, host: "node1", request: request, now: SystemTime().now)
                        return answer != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
            let certificates = try await running.store.read { try $0.rows("SELECT serial FROM fleet_certificate") }
            #expect(certificates.count == 1)
        }
    }

    @Test func wrongTokensAreRefused() async throws {
        try await TestCloud.run { _, running in
            let parts = try await token(running)
            let good = "\(parts[1]).\(parts[2])"
            let cases: [(String, String, HTTPResponse.Status, String)] = [
                ("unknown.\(parts[2])", "node1", .unauthorized, "FLEET-TOKEN-UNKNOWN"),
                ("\(parts[1]).\(parts[2].dropLast())x", "node1", .unauthorized, "FLEET-TOKEN-UNKNOWN"),
                ("\(parts[1]).", "node1", .unauthorized, "FLEET-TOKEN-UNKNOWN"),
                ("nonsense", "node1", .unauthorized, "FLEET-TOKEN-UNKNOWN"),
                (good, "node2", .forbidden, "FLEET-TOKEN-HOST"),
                (good, "node_1", .badRequest, "HOST-NAME-INVALID"),
            ]
            for (credential, host, status, code) in cases {
                let request = try TestCloud.request("node1", key)
                let answer = try await enrol(running, credential, host: host, request: request)
                #expect(answer.status == status && answer.code == code, "\(credential) \(host): \(answer.text)")
            }
            try await running.store.write { try $0.execute("UPDATE fleet_join_token SET expires_at = 1") }
            let expired = try await enrol(running, good)
            #expect(expired.status == .forbidden && expired.code == "FLEET-TOKEN-EXPIRED")
        }
    }

    @Test func aBadRequestLeavesTheTokenUnused() async throws {
        try await TestCloud.run { _, running in
            let parts = try await token(running)
            let good = "\(parts[1]).\(parts[2])"
            for request in ["nonsense", try TestCloud.request("node2", key)] {
                let answer = try await enrol(running, good, request: request)
                #expect(answer.status == .badRequest && answer.code?.hasPrefix("TRUST-CSR-") == true)
            }
            #expect(try await running.send(.get, "/hosts").json["hosts"] == [])
            #expect(try await enrol(running, good).status == .created)
        }
    }

    @Test func tokensAreCheckedWhenTheyAreMade() async throws {
        try await TestCloud.run { _, running in
            let cases: [(JSON, String)] = [
                (["host": "Node 1", "roles": ["compute"]], "HOST-NAME-INVALID"),
                (["host": "node1", "roles": ["cooking"]], "FLEET-ROLE-UNKNOWN"),
                (["host": "node1", "roles": []], "FLEET-ROLE-UNKNOWN"),
                (["host": "node1"], "REQUEST-MISSING-FIELD"),
                (["host": "node1", "roles": ["compute"], "lifetime": 86_401], "REQUEST-INVALID-FIELD"),
                (["host": "node1", "roles": ["compute"], "lifetime": 0], "REQUEST-INVALID-FIELD"),
            ]
            for (body, code) in cases {
                let answer = try await running.send(.post, "/join-tokens", body)
                #expect(answer.status == .badRequest && answer.code == code, "\(body.text): \(answer.text)")
            }
            let parts = try await token(running)
            #expect(try await running.send(.delete, "/join-tokens/\(parts[1])").status == .noContent)
            #expect(try await running.send(.delete, "/join-tokens/\(parts[1])").status == .notFound)
            #expect(try await enrol(running, "\(parts[1]).\(parts[2])").status == .unauthorized)
        }
    }

    @Test func onlyAdministratorsManageHosts() async throws {
        try await TestCloud.run { _, running in
            let routes: [(HTTPRequest.Method, String, JSON?)] = [
                (.get, "/hosts", nil), (.get, "/hosts/node1", nil), (.delete, "/hosts/node1", nil),
                (.get, "/join-tokens", nil), (.post, "/join-tokens", ["host": "node1", "roles": ["compute"]]),
                (.delete, "/join-tokens/x", nil), (.post, "/hosts/node1/actions/confirm-removal", nil),
                (.get, "/hosts/node1/debug", nil),
            ]
            #expect(routes.count == running.fleet.routes.filter { $0.policy != .anyone }.count)
            for (method, path, body) in routes {
                let stranger = try await running.send(method, path, body, as: nil)
                let member = try await running.send(method, path, body, as: "member")
                let admin = try await running.send(method, path, body)
                #expect(stranger.status == .unauthorized, "\(method) \(path)")
                #expect(member.status == .forbidden, "\(method) \(path)")
                #expect(admin.status != .forbidden && admin.status != .unauthorized, "\(method) \(path)")
            }
            #expect(try await running.send(.get, "/hosts/node9").code == "FLEET-HOST-NOT-FOUND")
            #expect(try await running.send(.delete, "/hosts/node9").code == "FLEET-HOST-NOT-FOUND")
        }
    }

    @Test func aHostThatIsBeingRemovedCannotJoin() async throws {
        try await TestCloud.run { cloud, running in
            let parts = try await token(running)
            _ = try await cloud.enrol("node1", running)
            // The token is older than the host here, and goes with it.
            let found = await #expect(throws: Fault.self) {
                try await running.store.write { tx in
                    try Hosts.remove(tx, name: "node1", now: SystemTime().now)
                    _ = try JoinTokens.create(
                        tx, host: "node1", roles: [.compute], lifetime: .seconds(60), now: SystemTime().now)
                }
            }
            #expect(found?.code == "FLEET-HOST-REMOVING")
            try await running.store.write { try Hosts.remove($0, name: "node1", now: SystemTime().now) }
            #expect(try await enrol(running, "\(parts[1]).\(parts[2])").status == .unauthorized)
        }
    }

    @Test func whatHasRunOutIsForgotten() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            let parts = try await token(running, host: "node2")
            let expiry = FleetExpiry(fleet: running.fleet.room)
            let now = SystemTime().now
            let loaded = try await running.store.read { try expiry.load(FleetExpiry.id, $0) }
            let world = try #require(loaded)
            #expect(world.due > now)
            #expect(isWait(expiry.decide(world, now: now), until: world.due))
            #expect(!isWait(expiry.decide(world, now: world.due), until: world.due))
            let isWritten = try await running.store.write {
                try expiry.commit(now + .seconds(90_001), of: FleetExpiry.id, in: world, $0)
            }
            #expect(isWritten)
            #expect(try await running.send(.get, "/join-tokens").json["join_tokens"] == [])
            let certificates = try await running.store.read { try $0.rows("SELECT serial FROM fleet_certificate") }
            #expect(certificates.isEmpty)
            #expect(try await enrol(running, "\(parts[1]).\(parts[2])", host: "node2").status == .unauthorized)
        }
    }

    private func isWait(_ decision: Decision<Timestamp>, until time: Timestamp) -> Bool {
        if case .wait(time, _) = decision { true } else { false }
    }
}
