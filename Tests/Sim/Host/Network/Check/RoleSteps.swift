import AgentProtocol
import AgentRuntime

/// The life of a host's network as the role makes it: networks, ports, groups, routers come, change and go.
struct RoleSteps {
    enum Deed {
        case items([(set: String, item: Item)])
        case remove([ItemKey])
        case plug(String)
        case unplug(String)
        /// Another agent takes over.
        case restart
        /// Another program takes the rules away.
        case flush
    }

    var name: String
    var deed: Deed

    static let bridge = "brq" + CheckItems.network.prefix(11)
    private static let host = SetName.host("h1")
    private static let peers = SetName.network(CheckItems.network)
    private static let group = SetName.group(CheckItems.group)
    private static let (one, two) = (CheckItems.guest(1), CheckItems.guest(2))

    static var all: [RoleSteps] { coming + changing + routing + going }

    private static var coming: [RoleSteps] {
        [
            RoleSteps(name: "a look at an empty host", deed: .restart),
            RoleSteps(name: "a router that waits", deed: .items([(host, CheckItems.router(floating: nil))])),
            RoleSteps(
                name: "a group", deed: .items([(group, CheckItems.rules(ports: 22...22)), (group, CheckItems.member(one))])),
            RoleSteps(name: "a network", deed: .items([(host, CheckItems.overlay())])),
            RoleSteps(name: "ports", deed: .items([(host, CheckItems.port(one)), (host, CheckItems.port(two))])),
            RoleSteps(
                name: "peers", deed: .items([(peers, CheckItems.peer(3, host: 12)), (peers, CheckItems.peer(4, host: 13))])),
            RoleSteps(name: "a tap", deed: .plug(one.tap)),
        ]
    }

    private static var changing: [RoleSteps] {
        [
            RoleSteps(name: "the same once more", deed: .items([(host, CheckItems.port(one)), (host, CheckItems.overlay())])),
            RoleSteps(name: "a port with another address", deed: .items([(host, CheckItems.port(one, address: "10.0.0.77"))])),
            RoleSteps(name: "a newer port that is the same", deed: .items([(host, CheckItems.port(two, generation: 5))])),
            RoleSteps(
                name: "another rule, another member",
                deed: .items([(group, CheckItems.rules(ports: 80...90, generation: 2)), (group, CheckItems.member(two))])),
            RoleSteps(name: "a member less", deed: .remove([ItemKey(set: group, id: one.port)])),
            RoleSteps(name: "another agent", deed: .restart),
            RoleSteps(
                name: "all sets once more",
                deed: .items([
                    (group, CheckItems.rules(ports: 80...90, generation: 2)), (group, CheckItems.member(two)),
                    (host, CheckItems.overlay()), (host, CheckItems.port(one, address: "10.0.0.77")),
                    (host, CheckItems.port(two, generation: 5)), (peers, CheckItems.peer(3, host: 12)),
                    (peers, CheckItems.peer(4, host: 13)),
                ])),
            RoleSteps(name: "a guest moves", deed: .items([(peers, CheckItems.peer(3, host: 13, generation: 2))])),
            RoleSteps(name: "a smaller MTU", deed: .items([(host, CheckItems.overlay(mtu: 1400, generation: 2))])),
            RoleSteps(name: "all rules are gone", deed: .flush),
            RoleSteps(name: "a port is made again", deed: .items([(host, CheckItems.port(one, generation: 7))])),
        ]
    }

    private static var routing: [RoleSteps] {
        [
            RoleSteps(name: "a provider's network", deed: .items([(host, CheckItems.provider())])),
            RoleSteps(name: "a router", deed: .items([(host, CheckItems.router(floating: nil))])),
            RoleSteps(
                name: "a floating address", deed: .items([(host, CheckItems.router(floating: "172.30.0.10", generation: 2))])),
            RoleSteps(name: "another", deed: .items([(host, CheckItems.router(floating: "172.30.0.11", generation: 3))])),
            RoleSteps(name: "none", deed: .items([(host, CheckItems.router(floating: nil, generation: 4))])),
            RoleSteps(
                name: "the router is switched off",
                deed: .items([(host, CheckItems.router(floating: nil, isUp: false, generation: 5))])),
            RoleSteps(name: "and on", deed: .items([(host, CheckItems.router(floating: nil, generation: 6))])),
        ]
    }

    private static var going: [RoleSteps] {
        [
            RoleSteps(name: "a network that is in use stays", deed: .remove([ItemKey(set: host, id: CheckItems.network)])),
            RoleSteps(name: "the tap goes", deed: .unplug(one.tap)),
            RoleSteps(
                name: "the router goes", deed: .remove([ItemKey(set: host, id: CheckItems.routerID)])),
            RoleSteps(
                name: "ports and peers go",
                deed: .remove(
                    [one, two].map { ItemKey(set: host, id: $0.port) }
                        + [3, 4].map { ItemKey(set: peers, id: CheckItems.guest($0).port) })),
            RoleSteps(
                name: "networks go",
                deed: .remove([CheckItems.network, CheckItems.outside].map { ItemKey(set: host, id: $0) })),
            RoleSteps(
                name: "the group goes",
                deed: .remove([ItemKey(set: group, id: "rules"), ItemKey(set: group, id: two.port)])),
        ]
    }
}
