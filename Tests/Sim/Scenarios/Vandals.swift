import Core

extension Scenario {
    static let vandals = Scenario(
        name: "vandals",
        about: "Other programs take away the rules of nftables, a network's namespace and its dnsmasq: all of it comes back."
    ) { script in
        let id = try await script.given("web-1")
        let network = script.world.machine("node1").network
        let before = network.census.made.essence
        network.flushRules()
        try await script.until("the rules are back") { network.census.made.essence == before }
        network.killServers("/dhcp/")
        try await script.until("the server is back") { network.census.made.essence == before }
        network.removeNamespaces()
        try await script.until("the namespace is back") { network.census.made.essence == before }
    }
}
