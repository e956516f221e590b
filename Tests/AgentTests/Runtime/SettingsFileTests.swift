import Testing

@testable import AgentRuntime

@Suite struct SettingsFileTests {

    @Test(arguments: ["node1", "no\"de\\", "it's # not a comment", "a: b", " "])
    func whatJoinWritesIsReadBack(host: String) throws {
        var settings = AgentSettings(host: host, roles: ["compute", "sensors"], fleetAddress: "::1", fleetPort: 5001)
        settings.metrics = ""
        settings.libvirt = "test:///default"
        #expect(try SettingsFile.parse(settings.yaml, path: "f") == settings)
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
