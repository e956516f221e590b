import Core
import Image
import Networking
import Scheduler
import Store

/// What a wish for a server names, found and checked.
struct ServerParts {
    let flavor: Flavor
    let image: Image
    let keypair: Keypair?
    let groups: [SecurityGroupID]?
    let groupID: String?
    let interfaces: [ServerWish.Interface]

    init(_ tx: Transaction, _ creation: ServerCreation) throws {
        let wish = creation.wish
        flavor = try Self.flavor(tx, creation)
        image = try ServerImage.find(tx, wish.imageID, project: creation.projectID, isAdmin: creation.isAdmin)
        try ServerImage.check(image, fits: flavor)
        guard wish.ephemeralGiB <= flavor.ephemeralGiB, wish.swapMiB <= flavor.swapMiB else {
            throw Refusal.invalid(
                "Block Device Mapping is Invalid: The flavor's ephemeral or swap disk is smaller than the one asked for.")
        }
        keypair = try wish.keyName.map { name in
            guard let keypair = try Keypairs.find(tx, creation.userID, name) else {
                throw Refusal.invalid("Invalid key_name provided.")
            }
            return keypair
        }
        try Self.checkPlace(tx, wish)
        groupID = try ServerHints.group(tx, wish.hints, project: creation.projectID)
        groups = try wish.securityGroups.map {
            try ServerGroupsOfPorts.find(tx, $0, project: creation.projectID, now: creation.now)
        }
        interfaces = try ServerInterfaces.choose(tx, wish.networks, project: creation.projectID, isAdmin: creation.isAdmin)
        guard Set(interfaces.compactMap(\.portID)).count == interfaces.compactMap(\.portID).count else {
            throw Refusal.invalid("Port ids must be unique.")
        }
        guard wish.maxCount == 1 || interfaces.allSatisfy({ $0.portID == nil && $0.fixedIP == nil }) else {
            throw Refusal.invalid(
                "Unable to launch multiple instances with a single configured port ID. Please launch your "
                    + "instance one by one with different ports.")
        }
    }

    private static func flavor(_ tx: Transaction, _ creation: ServerCreation) throws -> Flavor {
        let viewer = Flavors.Viewer(projectID: creation.projectID, isAdmin: creation.isAdmin)
        guard let flavor = try? Flavors.get(tx, creation.wish.flavorID, for: viewer) else {
            throw Refusal.invalid("Invalid flavorRef provided.")
        }
        return flavor
    }

    private static func checkPlace(_ tx: Transaction, _ wish: ServerWish) throws {
        if let zone = wish.zone, try !AvailabilityZones.exists(zone, tx) {
            throw Refusal.invalid("The requested availability zone is not available")
        }
        if let host = wish.forcedHost, try ComputeHosts.find(tx, host) == nil {
            throw Refusal.invalid("Compute host \(host) could not be found.")
        }
    }
}
