import Netlink

/// What is done to a kernel's network, right and wrong, to see whether the fake answers as Linux does.
struct KernelSteps {
    var name: String
    /// Nil for the host's own.
    var namespace: String?
    var changes: [NetlinkChange]

    static let namespaces = ["left", "right"]

    static func all(_ kernel: LinuxNetwork) -> [KernelSteps] {
        links(kernel) + addresses + routes + forwarding + removal
    }

    private static func links(_ kernel: LinuxNetwork) -> [KernelSteps] {
        let right = kernel.namespace("right").path
        return [
            KernelSteps(
                name: "links",
                changes: [
                    .createBridge("br0", mac: nil), .createBridge("br0", mac: nil),
                    .createBridge("averyveryverylongname", mac: nil), .setLink("missing", .init(isUp: true)),
                    .setLink("br0", .init(isUp: true, alias: "apus:network:n:1")), .deleteLink("missing"),
                    .createVeth("a0", peer: "a1", peerMAC: nil, namespace: nil),
                    .createVeth("a0", peer: "a2", peerMAC: nil, namespace: nil),
                    .createVeth("a2", peer: "a1", peerMAC: nil, namespace: nil),
                    .createVeth("b0", peer: "b1", peerMAC: HardwareAddress("02:00:00:00:00:01"), namespace: right),
                    .createVeth("c0", peer: "b1", peerMAC: nil, namespace: right),
                    .createVeth("c0", peer: "c1", peerMAC: nil, namespace: "/run/no-such-namespace"),
                    .setLink("a0", .init(isUp: true, mtu: 1400, master: "br0")), .setLink("b0", .init(master: "missing")),
                    .setLink("b0", .init(master: "a0")), .setLink("b0", .init(isUp: true, mtu: 1300, master: "br0")),
                    .setLink("br0", .init(mtu: 1350)), .setLink("a0", .init(mtu: 1200)), .setLink("b0", .init(master: "")),
                ]),
            KernelSteps(
                name: "tunnels",
                changes: [
                    tunnel("vx0", 7), tunnel("vx0", 8), tunnel("vx1", 7), tunnel("vx2", 9),
                    .setLink("vx0", .init(isUp: true, mtu: 1450, master: "br0")),
                ]),
        ]
    }

    private static func tunnel(_ name: String, _ vni: UInt32) -> NetlinkChange {
        .createVXLAN(name, vni: vni, local: IPAddress(known: [10, 99, 0, 11]), port: 4789)
    }

    private static func address(_ link: String, _ text: String) -> LinkAddress {
        LinkAddress(link: link, prefix: IPPrefix(text) ?? IPPrefix(host: .init(known: [0, 0, 0, 0])))
    }

    private static let addresses = [
        KernelSteps(
            name: "addresses", namespace: "right",
            changes: [
                .addAddress(address("b1", "10.1.0.1/24")), .addAddress(address("b1", "10.1.0.1/24")),
                .addAddress(address("b1", "fd00::1/64")), .addAddress(address("b1", "10.1.0.2/24")),
                .addAddress(address("b1", "10.2.0.1/32")), .deleteAddress(address("b1", "10.9.0.1/24")),
                .addAddress(address("missing", "10.1.0.1/24")), .setLink("b1", .init(isUp: true)),
            ]),
        KernelSteps(
            name: "the first of a network goes", namespace: "right",
            changes: [.deleteAddress(address("b1", "10.1.0.1/24")), .addAddress(address("b1", "10.1.0.3/24"))]),
        KernelSteps(
            name: "down and up", namespace: "right",
            changes: [.setLink("b1", .init(isUp: false)), .setLink("b1", .init(isUp: true))]),
    ]

    private static func route(_ destination: String, _ gateway: String?, _ link: String?) -> Route {
        let none = IPPrefix(host: .init(known: [0, 0, 0, 0]))
        return Route(destination: IPPrefix(destination) ?? none, gateway: gateway.flatMap { IPAddress($0) }, link: link)
    }

    private static let routes = [
        KernelSteps(
            name: "routes", namespace: "right",
            changes: [
                .replaceRoute(route("0.0.0.0/0", "10.1.0.254", "b1")), .replaceRoute(route("0.0.0.0/0", "10.1.0.253", "b1")),
                .replaceRoute(route("10.7.0.0/16", "10.1.0.9", nil)), .replaceRoute(route("10.8.0.0/16", "10.55.0.1", nil)),
                .replaceRoute(route("10.8.0.0/16", "10.55.0.1", "b1")), .replaceRoute(route("10.6.0.0/16", nil, "b1")),
                .replaceRoute(route("10.6.0.0/16", nil, "lo")), .deleteRoute(route("10.77.0.0/16", "10.1.0.9", "b1")),
                .deleteRoute(route("10.7.0.0/16", "10.1.0.9", "b1")), .replaceRoute(route("10.7.0.0/16", nil, "missing")),
            ]),
        KernelSteps(
            name: "routes go with the last address", namespace: "right",
            changes: [
                .deleteAddress(address("b1", "10.2.0.1/32")), .deleteAddress(address("b1", "10.1.0.3/24")),
            ]),
    ]

    private static func entry(_ mac: String, _ destination: UInt8, on link: String = "vx0") -> ForwardingEntry {
        ForwardingEntry(
            link: link, mac: HardwareAddress(mac) ?? .flood, destination: IPAddress(known: [10, 99, 0, destination]))
    }

    private static let forwarding = [
        KernelSteps(
            name: "forwarding",
            changes: [
                .addForwarding(entry("flood", 12)), .addForwarding(entry("flood", 13)), .addForwarding(entry("flood", 12)),
                .addForwarding(entry("fa:16:3e:00:00:01", 12)), .addForwarding(entry("fa:16:3e:00:00:01", 12)),
                .addForwarding(entry("fa:16:3e:00:00:01", 13)), .deleteForwarding(entry("fa:16:3e:00:00:02", 12)),
                .deleteForwarding(entry("flood", 14)), .addForwarding(entry("flood", 12, on: "missing")),
                .deleteForwarding(entry("flood", 12, on: "missing")), .deleteForwarding(entry("flood", 13)),
            ])
    ]

    private static let removal = [
        KernelSteps(
            name: "links go",
            changes: [
                .deleteLink("a1"), .deleteLink("a0"), .deleteLink("br0"), .deleteLink("vx0"), .deleteLink("vx2"),
                .deleteLink("lo"),
            ])
    ]
}
