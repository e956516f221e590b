import Core
import Glibc

extension Scenario {
    static let liar = Scenario(
        name: "liar",
        about:
            "A host says that its network was changed, and lies, refuses, is slow or breaks off in the middle: it is looked at again."
    ) { script in
        let machine = script.world.machine("node1")
        let id = try await script.given("web-1")
        let (network, before) = (machine.network, machine.network.census.made.essence)
        let troubles: [(String, NetworkKnobs.Trouble)] = [
            ("nft", .lie), ("netlink", .lie), ("namespace", .refuse(EBUSY)), ("dnsmasq", .lie), ("write", .lie),
            ("nft", .refuse(ENOBUFS)), ("netlink", .breakOff), ("netlink", .slow(.seconds(7))),
        ]
        for (call, trouble) in troubles {
            network.knobs.turn(call, trouble)
            network.flushRules()
            network.killServers("/dhcp/")
            network.removeNamespaces()
            try await script.until("all is back after \(call) \(trouble)") { network.census.made.essence == before }
            network.knobs.reset()
        }
        network.knobs.turn("nft", .lie)
        let second = try await script.createServer("web-2")
        try await script.until(second, "ACTIVE")
        try await script.delete("\(Script.compute)/servers/\(second)")
        try await script.untilGone(second)
        try await script.until("what the second had is gone") { network.census.made.essence == before }
        try await script.until(id, "ACTIVE")
    }
}
