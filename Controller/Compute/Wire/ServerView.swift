import Core
import Crypto
import Web

/// What of a server an answer shows: the microversion, and what the caller may see.
struct ServerView {
    /// The parts that answers to PUT and rebuild lacked before microversion 2.75.
    struct Parts {
        var zone = true
        var configDrive = true
        var keyName = true
        var usage = true
        var securityGroups = true
        var status = true
        var volumes = true
        var addressTypes = true
        var userData = true
        var hostStatus = true
        var extended = true
        /// The server groups that a single server shows.
        var serverGroups = false
    }

    let base: String
    let minor: Int
    let isAdmin: Bool
    let showsExtended: Bool
    let showsExtraSpecs: Bool
    let showsHostStatus: Bool
    var parts: Parts
    private var hostIDs: [String: String] = [:]

    init(_ context: RequestContext, _ parts: Parts = Parts(), target: PolicyTarget? = nil) {
        let target = target ?? context.callerTarget
        base = context.base
        minor = context.minor
        isAdmin = context.isAdmin
        self.parts = parts
        showsExtended = parts.extended && context.allows("os_compute_api:os-extended-server-attributes", target)
        showsExtraSpecs = minor >= 47 && context.allows("os_compute_api:servers:show:flavor-extra-specs", target)
        showsHostStatus = parts.hostStatus && minor >= 16 && context.allows("os_compute_api:servers:show:host_status", target)
    }

    /// A word for the host that differs from project to project, so that tenants can tell their hosts apart and nothing else.
    mutating func hostID(_ server: Server) -> String {
        guard let host = server.state.host else { return "" }
        let key = server.projectID.string + host
        if let known = hostIDs[key] { return known }
        var text: [UInt8] = []
        for byte in SHA256.hash(data: Array(key.utf8)).prefix(28) {
            for digit in [byte >> 4, byte & 0x0F] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        let id = String(decoding: text, as: UTF8.self)
        hostIDs[key] = id
        return id
    }
}
