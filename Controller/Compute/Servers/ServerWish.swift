import Core

/// A server, or several alike, that somebody wants.
struct ServerWish: Sendable {
    struct Interface: Sendable {
        var networkID: String?
        var portID: String?
        var fixedIP: String?
        var tag: String?
    }

    enum Networks: Sendable {
        /// Nothing was said (before 2.37): the only network, or none where there is none.
        case any
        case auto
        case none
        case these([Interface])

        var isExplicit: Bool {
            if case .these(let interfaces) = self { !interfaces.isEmpty } else { false }
        }
    }

    var name: String
    var flavorID: FlavorID
    var imageID: String?
    var networks = Networks.any
    /// Names or ids; nil for the default group.
    var securityGroups: [String]?
    var metadata: [String: String] = [:]
    var keyName: String?
    var userData: String?
    var hasConfigDrive = false
    var personality: [JSON] = []
    var adminPass: String?
    var minCount = 1
    var maxCount = 1
    var returnsReservation = false
    var zone: String?
    /// From `zone:host`, or `host` and `hypervisor_hostname` (2.74).
    var forcedHost: String?
    /// The latter: asked for by name, and not forced.
    var isRequestedHost = false
    var hints: JSON = [:]
    var tags: [String] = []
    var description: String?
    var hostname: String?
    var accessIPv4: String?
    var accessIPv6: String?
    var autoDiskConfig = false
    /// GiB of the blank local disks that were named: the flavor must have as much.
    var ephemeralGiB = 0
    var swapMiB = 0
}
