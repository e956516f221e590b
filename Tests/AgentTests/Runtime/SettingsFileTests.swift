import Testing

@testable import AgentRuntime

@Suite struct SettingsFileTests {

    @Test(arguments: ["node1", "no\"de\\", "it's # not a comment", "a: b", " ", "\u{1}\u{7F}", "\u{301}accent", "\r\n"])
    func whatJoinWritesIsReadBack(host: String) throws {
        var settings = AgentSettings(host: host, roles: ["compute", "sensors"], fleetAddress: "::1", fleetPort: 5001)
        settings.metrics = ""
        settings.libvirt = "test:///default"
        settings.tunnelAddress = "192.0.2.1"
        settings.instances = "/srv/guests of \(host)"
        settings.imageCache = "/srv/images"
        settings.physicalNetworks = [
            "external": PhysicalNetwork(bridge: "br-ext", address: "172.30.0.1/24", nat: true),
            "rack.2_a-b": PhysicalNetwork(bridge: "br0"),
        ]
        #expect(try SettingsFile.parse(settings.yaml, path: "f") == settings)
    }

    @Test func commasInQuotesAreNoSeparators() throws {
        let text = "host: a\nroles: [ \"x,y\", 'z\\' , w,]\nfleet:\n  address: b\n  port: 1\n"
        #expect(try SettingsFile.parse(text, path: "f").roles == ["x,y", "z\\", "w"])
    }

    @Test func handWritten() throws {
        let text = """
            # who
            host: node1   # me
            roles: [ sensors,'compute' ]

            fleet:
              address: 10.0.0.1
              port: 5001
            metrics: "[::]:9105"  # all
            """
        let settings = try SettingsFile.parse(text, path: "f")
        #expect(settings.host == "node1")
        #expect(settings.roles == ["sensors", "compute"])
        #expect(settings.fleetAddress == "10.0.0.1" && settings.fleetPort == 5001)
        #expect(settings.metrics == "[::]:9105")
        #expect(settings.libvirt == AgentSettings.defaultLibvirt)
    }

    @Test func defaultsAreReadBack() throws {
        let settings = AgentSettings(host: "node1", roles: ["sensors"], fleetAddress: "c", fleetPort: 5001)
        #expect(try SettingsFile.parse(settings.yaml, path: "f") == settings)
        #expect(settings.instances == "/var/lib/apus-agent/instances" && settings.imageCache == "/var/lib/apus-agent/images")
    }

    @Test func networksByHand() throws {
        let text = """
            host: node1
            physical_networks:
                external:  # the world
                    nat: false
                    bridge: br-ext
                other:
                    bridge: 'br1'
                    address: 2001:db8::1/64
            fleet:
               address: 10.0.0.1
               port: 5001
            """
        let settings = try SettingsFile.parse(text, path: "f")
        #expect(
            settings.physicalNetworks == [
                "external": PhysicalNetwork(bridge: "br-ext"),
                "other": PhysicalNetwork(bridge: "br1", address: "2001:db8::1/64"),
            ])
        #expect(settings.fleetPort == 5001)
    }

    @Test(arguments: [
        ("physical_networks:\n  x:\n    bridge: \"\"\n", "physical_networks.x.bridge is not the name of a bridge"),
        ("physical_networks:\n  x:\n    bridge: a/b\n", "physical_networks.x.bridge is not the name of a bridge"),
        ("physical_networks:\n  x:\n    bridge: abcdefghijklmnop\n", "physical_networks.x.bridge is not the name of a bridge"),
        ("physical_networks:\n  x:\n", "physical_networks.x.bridge is not the name of a bridge"),
        ("physical_networks:\n  x: br0\n", "line 6 has an unknown key physical_networks.x"),
        ("physical_networks:\n  x:\n    vlan: 3\n", "line 7 has an unknown key physical_networks.x.vlan"),
        ("physical_networks:\n  x:\n    bridge: b\n    address: 10.0.0.1\n", "physical_networks.x.address is not an address"),
        ("physical_networks:\n  x:\n    bridge: b\n    address: 10.0.0.1/33\n", "physical_networks.x.address is not an address"),
        ("physical_networks:\n  x:\n    bridge: b\n    nat: yes\n", "physical_networks.x.nat is neither true nor false"),
        ("tunnel_address: node1\n", "tunnel_address is not an IP address"),
        ("instances: guests\n", "instances is not an absolute path"),
        ("image_cache: \"\"\n", "image_cache is not an absolute path"),
    ])
    func aWrongPlaceIsNamed(text: String, reason: String) {
        let whole = "host: a\nfleet:\n  address: b\n  port: 1\n" + text
        let fault = #expect(throws: AgentFault.self) { try SettingsFile.parse(whole, path: "f") }
        #expect(fault?.message.contains(reason) == true, "\(fault?.message ?? "")")
    }

    @Test(arguments: [
        ("", "host or fleet.address is missing"),
        ("host: a\n", "host or fleet.address is missing"),
        ("host: a\nfleet:\n  address: b\n  port: x\n", "fleet.port is not a port"),
        ("host: a\nfleet:\n  address: b\n  port: 70000\n", "fleet.port is not a port"),
        ("host: a\nhots: b\n", "line 2 has an unknown key hots"),
        ("fleet:\n  adress: b\n", "line 2 has an unknown key fleet.adress"),
        ("nonsense\n", "line 1 is not `key: value`"),
        ("host: \"a\n", "line 1 is not `key: value`"),
        ("host: \"a\" b\n", "line 1 is not `key: value`"),
        ("roles: [a, \"b]\n", "line 1 is not `key: value`"),
        ("roles:\n- a\n", "line 2 is not `key: value`"),
    ])
    func whatIsWrongIsNamed(text: String, reason: String) {
        let fault = #expect(throws: AgentFault.self) { try SettingsFile.parse(text, path: "f") }
        #expect(fault?.code == "AGENT-SETTINGS")
        #expect(fault?.message.contains(reason) == true)
    }

    @Test func aMissingFileSaysToJoin() {
        let fault = #expect(throws: AgentFault.self) { try SettingsFile.read("/s/agent.yaml", files: MemoryFiles()) }
        #expect(fault?.code == "AGENT-NOT-JOINED")
    }
}
