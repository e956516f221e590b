import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// Makes this host a member of a fleet.
///
/// Theory. The operator carries the token from the controller to the host; it proves the host to the controller (its secret)
/// and the controller to the host (the fingerprint of its authority). Files are written only after everything has been
/// checked, `agent.yaml` last: a host has joined when that is there. Killed before, the old state holds or a half-written
/// one is refused with a remedy by `run`; joining again is always possible.
public struct Enrolment: Sendable {
    private let state: AgentState
    private let files: any AgentFiles
    private let door: any EnrolmentDoor

    public init(state: AgentState, files: any AgentFiles = DiskFiles(), door: any EnrolmentDoor = HTTPSDoor()) {
        self.state = state
        self.files = files
        self.door = door
    }

    /// - Parameters:
    ///   - host: this host's name
    ///   - roles: the roles to take; nil: those that the token allows
    ///   - force: join although this host has joined before
    /// - Throws: `AgentFault`; what was before is as it was.
    public func join(
        _ url: ControllerURL, token: JoinToken, host: String, roles: [String]? = nil, force: Bool = false
    ) async throws -> AgentSettings {
        try files.makeDirectory(state.path)
        if !force, try files.read(state.settings) != nil { throw joinedAlready }
        let authority = try await pinnedAuthority(url, token.pin)
        let key = HostKey()
        let answer = try await enrol(url, token, key, host: host, authority: authority)
        _ = try Credentials(authority: authority, chain: answer.certificate, key: key.pem)
        let settings = try settings(answer, url, roles: roles)
        try store(key: key.pem, chain: answer.certificate, authority: authority, settings)
        return settings
    }

    private func pinnedAuthority(_ url: ControllerURL, _ pin: [UInt8]) async throws -> String {
        let reply = try await reach(url) { try await door.getUnverified(url.text + "/apus/v1/ca") }
        guard reply.status == 200, let certificate = try? Certificate(pemEncoded: String(decoding: reply.body, as: UTF8.self))
        else {
            throw AgentFault(
                "JOIN-NOT-APUS", "\(url.text) answers, but not like an Apus controller (status \(reply.status)).",
                hint: "Check the address and port; `apus join HOST` on the controller prints the right ones.")
        }
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        guard SHA256.hash(data: serializer.serializedBytes) == pin else {
            throw AgentFault(
                "JOIN-PIN", "\(url.text) is not the controller that made this token: its authority has another fingerprint.",
                hint: "Check the URL. If it is right, somebody may stand between; make a new token and compare.")
        }
        return try certificate.serializeAsPEM().pemString + "\n"
    }

    private func enrol(
        _ url: ControllerURL, _ token: JoinToken, _ key: HostKey, host: String, authority: String
    ) async throws -> EnrolmentWire.Answer {
        let request = EnrolmentWire.Request(token: token.credential, host: host, csr: try key.requestPEM(host: host))
        let json = Array(try JSONEncoder().encode(request))
        let reply = try await reach(url) {
            try await door.post(url.text + "/apus/v1/enrol", json: json, authority: authority)
        }
        guard reply.status == 201 else { throw Self.refused(reply) }
        do {
            return try JSONDecoder().decode(EnrolmentWire.Answer.self, from: Data(reply.body))
        } catch {
            throw AgentFault(
                "JOIN-ANSWER", "The controller's answer cannot be understood: \(error).",
                hint: "Install the same version of Apus on the controller and here.")
        }
    }

    private func settings(_ answer: EnrolmentWire.Answer, _ url: ControllerURL, roles: [String]?) throws -> AgentSettings {
        if let foreign = roles?.first(where: { !answer.roles.contains($0) }) {
            throw AgentFault(
                "JOIN-ROLE", "The token does not allow the role \(foreign); it allows \(answer.roles.joined(separator: ", ")).",
                hint: "Make a token with this role on the controller, or leave --roles out.")
        }
        // A controller that does not know its own address is where it was found.
        let address = answer.fleet.address.isEmpty ? url.host : answer.fleet.address
        var settings = AgentSettings(
            host: answer.host, roles: roles ?? answer.roles, fleetAddress: address, fleetPort: answer.fleet.port)
        // Two agents on one machine, of two clouds, do not share guests.
        settings.instances = state.path + "/instances"
        settings.imageCache = state.path + "/images"
        return settings
    }

    private func store(key: String, chain: String, authority: String, _ settings: AgentSettings) throws {
        try files.remove(state.settings)
        try files.write(Array(key.utf8), to: state.key, mode: 0o600)
        try files.write(Array(chain.utf8), to: state.certificate, mode: 0o644)
        try files.write(Array(authority.utf8), to: state.authority, mode: 0o644)
        // What another controller wanted here is no business of this one.
        try files.remove(state.sets)
        try files.write(Array(settings.yaml.utf8), to: state.settings, mode: 0o600)
    }

    private var joinedAlready: AgentFault {
        AgentFault(
            "AGENT-JOINED", "This host has joined a controller already (\(state.settings)).",
            hint: "Nothing has been changed. To join again, and leave the old one, add --force.")
    }

    private func reach(_ url: ControllerURL, _ ask: () async throws -> DoorReply) async throws -> DoorReply {
        do {
            return try await ask()
        } catch {
            throw AgentFault(
                "JOIN-UNREACHABLE", "\(url.text) cannot be asked: \(error).",
                hint: "Check the address, that the controller runs, and that no firewall stands between.")
        }
    }

    private static func refused(_ reply: DoorReply) -> AgentFault {
        let detail = (try? JSONDecoder().decode(EnrolmentWire.Refused.self, from: Data(reply.body)))?.error
        return AgentFault(
            detail?.code ?? "JOIN-REFUSED",
            "The controller refuses (status \(reply.status)): \(detail?.message ?? "it gives no reason").",
            hint: detail?.hint ?? "Tokens work once and expire; `apus join HOST` on the controller makes a new one.")
    }
}
