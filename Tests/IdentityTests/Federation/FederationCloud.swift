import Core
import Foundation
import HTTPTypes
import Store
import Testing

@testable import Identity

/// A cloud that trusts one identity provider, `corp`, by its protocol `openid`.
///
/// Its mapping makes users of the claim `preferred_username` and puts them into the groups of domain `default` that are named
/// in the claim `groups`: there are `dev`, a member of project `shop`, and `ops`, a reader of the domain `acme`.
struct FederationCloud: Sendable {
    static let path = FederationPath(providerID: IdentityProviderID("corp"), protocolID: FederationProtocolID("openid"))
    static let auth = "/v3/OS-FEDERATION/identity_providers/corp/protocols/openid/auth"
    static let websso = "/v3/auth/OS-FEDERATION/identity_providers/corp/protocols/openid/websso"
    static let dashboard = "https://dash.example.org/auth/websso/"

    static let rules: JSON = [
        [
            "remote": [
                ["type": "HTTP_OIDC_SUB"], ["type": "OIDC-preferred_username"], ["type": "OIDC-email"], ["type": "OIDC-groups"],
            ],
            "local": [["user": ["id": "{0}", "name": "{1}", "email": "{2}"], "groups": "{3}", "domain": ["id": "default"]]],
        ]
    ]

    static let settings = """
        issuer: \(FakeOpenIDProvider.issuer)
        client_id: apus
        client_secret: secret
        introspection: true
        trusted_dashboards: [\(dashboard)]
        """

    let cloud: AuthCloud
    let provider: FakeOpenIDProvider
    let dev: Group
    let ops: Group

    init(rules: JSON = rules, settings: String = settings) async throws {
        let provider = try FakeOpenIDProvider()
        let cloud = try await AuthCloud(fetch: provider.fetch)
        (self.cloud, self.provider) = (cloud, provider)
        (dev, ops) = try await cloud.store.write { tx in
            _ = try AttributeMappings.create(
                tx, AttributeMapping(id: AttributeMappingID("m"), rules: rules, schemaVersion: .two))
            return (
                try Self.group(tx, "dev", .project(cloud.shop.id), "member"),
                try Self.group(tx, "ops", .domain(cloud.acme.id), "reader")
            )
        }
        try await cloud.store.write { tx in
            let body = JSONReader(["identity_provider": ["enabled": true, "remote_ids": [.string(FakeOpenIDProvider.issuer)]]])
            _ = try IdentityProviders.create(tx, IdentityProviderWire.new(body, id: "corp"))
            _ = try FederationProtocols.create(
                tx,
                FederationProtocol(id: Self.path.protocolID, providerID: Self.path.providerID, mappingID: AttributeMappingID("m"))
            )
        }
        try write(settings)
    }

    private static func group(_ tx: Transaction, _ name: String, _ scope: Assignment.Scope, _ role: String) throws -> Group {
        let group = try Groups.create(tx, Group(id: .randomHex(), name: name, domainID: Domains.defaultID))
        let role = try #require(try Roles.find(tx, name: role))
        try Assignments.create(tx, Assignment(actor: .group(group.id), scope: scope, roleID: role.id))
        return group
    }

    func write(_ settings: String, mode: Int = 0o600, as name: String = "corp") throws {
        let directory = cloud.directory.path + "/federation"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/\(name).yaml"
        try Data(settings.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    // MARK: Requests

    func claims(_ changes: [String: JSON] = [:]) -> JSON { FakeOpenIDProvider.claims(changes, now: cloud.time.now) }

    func enter(_ bearer: String?, method: HTTPRequest.Method = .post) async throws -> AuthCloud.Answer {
        try await cloud.send(method, Self.auth, more: bearer.map { [.authorization: "Bearer \($0)"] } ?? [:])
    }

    /// Enters with a token of these claims.
    func enter(_ changes: [String: JSON] = [:], key: String = "rsa-1") async throws -> AuthCloud.Answer {
        try await enter(provider.sign(claims(changes), key: key))
    }

    /// The token of somebody who must be let in.
    func token(_ changes: [String: JSON] = [:]) async throws -> String {
        let answer = try await enter(changes)
        #expect(answer.status == .created, "\(answer.json.text)")
        return answer.subject
    }

    func change(_ attributes: JSON) async throws {
        let token = try await cloud.adminToken()
        let answer = try await cloud.send(
            .patch, "/v3/OS-FEDERATION/identity_providers/corp", token: token, body: ["identity_provider": attributes])
        #expect(answer.status == .ok, "\(answer.json.text)")
    }
}
