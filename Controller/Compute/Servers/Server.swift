public import Core
import Store

public typealias ServerID = ID<Server>

/// A virtual machine that somebody asked for: intent, with the decision about it in `state`.
public struct Server: Sendable, Equatable {
    let id: ServerID
    /// In the order of creation.
    let number: Int64
    let projectID: ProjectID
    let userID: UserID
    let createdAt: Timestamp
    var updatedAt: Timestamp
    /// As it was when the server was made.
    var flavor: Flavor
    var state: ServerState
    var name = ""
    var hostname = ""
    var description: String?
    var imageID: String?
    var keyName: String?
    /// OpenSSH's one line.
    var publicKey: String?
    /// Base64, as it came.
    var userData: String?
    var hasConfigDrive = false
    var metadata: [String: String] = [:]
    /// The availability zone that was asked for.
    var pinnedZone: String?
    /// The host that an administrator asked for.
    var forcedHost: String?
    var groupID: String?
    /// Scheduler hints, as they came.
    var hints: JSON = [:]
    /// Files for the guest: `path` and `contents` in base64.
    var personality: [JSON] = []
    var reservationID = ""
    var launchIndex = 0
    var accessIPv4: String?
    var accessIPv6: String?
    var autoDiskConfig = false
    /// `owner` or `admin`.
    var lockedBy: String?
    var lockedReason: String?
    var power = Power.running
    /// Counts the wishes for power.
    var powerGeneration: Int64 = 1
    var softReboots: Int64 = 0
    var hardReboots: Int64 = 0
    var rebuilds: Int64 = 0
    /// Counts the changes that the guest's host has to make true.
    var generation: Int64 = 1
    /// Of the request that last changed this intent.
    var requestID = ""
    var deletedAt: Timestamp?
}

extension Server {
    /// What is wanted, unless the guest has had the last word.
    var wantedPower: Power { state.haltedGeneration == powerGeneration ? .shutOff : power }

    /// With a new number, fresh disks are made.
    var domainAttempt: UInt64 { UInt64(rebuilds) * 100 + UInt64(state.attempt) }

    /// When anything of it last changed, by a wish or by what was seen.
    var changedAt: Timestamp { max(updatedAt, state.changedAt) }

    var isRebooting: Bool { softReboots > state.seenSoftReboots || hardReboots > state.seenHardReboots }
}
