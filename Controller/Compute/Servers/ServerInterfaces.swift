import Core
import Networking
import Store

/// Which networks a new server is on.
enum ServerInterfaces {
    /// - Throws: 400 for a network that is not there or cannot be used, 409 where it is not clear which one is meant.
    static func choose(
        _ s: Snapshot, _ networks: ServerWish.Networks, project: ProjectID, isAdmin: Bool
    ) throws -> [ServerWish.Interface] {
        switch networks {
        case .none: []
        case .any: try only(s, project).map { [$0] } ?? []
        case .auto:
            if let only = try only(s, project) {
                [only]
            } else {
                throw Refusal.invalid(
                    "Unable to automatically allocate a network for project \(project)",
                    hint: "Create a network with a subnet, or ask for a server without one (none).")
            }
        case .these(let interfaces): try interfaces.map { try check(s, $0, project, isAdmin) }
        }
    }

    private static func only(_ s: Snapshot, _ project: ProjectID) throws -> ServerWish.Interface? {
        let candidates = try Networks.visible(s, to: project).filter { $0.isAdminUp && !$0.isExternal }
        guard candidates.count <= 1 else {
            throw Refusal.conflict("Multiple possible networks found, use a Network ID to be more specific.")
        }
        guard let network = candidates.first else { return nil }
        return ServerWish.Interface(networkID: network.id.string)
    }

    private static func check(
        _ s: Snapshot, _ interface: ServerWish.Interface, _ project: ProjectID, _ isAdmin: Bool
    ) throws -> ServerWish.Interface {
        guard interface.portID == nil, let id = interface.networkID else { return interface }
        guard let network = try Networks.find(s, NetworkID(id)),
            try isAdmin || Networks.isVisible(s, network.id, to: project)
        else { throw Refusal.invalid("Network \(id) could not be found.") }
        guard !network.isExternal || isAdmin || network.projectID == project else {
            throw Refusal.forbidden("It is not allowed to create an interface on external network \(id)")
        }
        guard try !Subnets.list(s, network: network.id).isEmpty else {
            throw Refusal.invalid("Network \(id) requires a subnet in order to boot instances on.")
        }
        return interface
    }
}
