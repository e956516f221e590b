/// Why a host cannot run a server: the first thing that is in the way. Words are made when somebody asks for them, not for each
/// of a thousand hosts.
enum HostRefusal: Sendable, Equatable {
    case excluded
    case notForced(String)
    case disabled(String?)
    case forcedDown
    case down(String)
    case zone(wanted: String, is: String)
    case missingTraits([String])
    case forbiddenTraits([String])
    case aggregates(key: String, wanted: String, found: [String])
    case image(property: String, wanted: String, supported: [String])
    case physicalNetworks(missing: [String], found: [String])
    case group(GroupConstraint.Policy, members: Int, limit: Int)
    /// The host has none of this resource class.
    case noInventory(String, wanted: Int64)
    /// An amount that can never be asked for here at once, however much is free.
    case unit(wanted: Int64, Inventory)
    case capacity(wanted: Int64, Slot)

    /// The host would do but for its room.
    var isOfRoom: Bool {
        switch self {
        case .noInventory, .unit, .capacity: true
        default: false
        }
    }
}
