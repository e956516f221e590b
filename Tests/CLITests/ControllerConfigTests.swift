import Core
import Testing

struct ControllerConfigTests {
    @Test func anEmptyFileIsTheDefaults() throws {
        #expect(try ControllerConfig(yaml: "") == ControllerConfig())
        #expect(try ControllerConfig(yaml: "# nothing\n") == ControllerConfig())
    }

    @Test func itReadsBackWhatItWrites() throws {
        var config = ControllerConfig()
        config.state = "/tmp/a \"b\""
        config.listen = "::1"
        config.database = "postgresql://apus@db.example/apus?sslrootcert=/etc/apus/db.pem"
        config.port = 1
        config.fleetPort = 65_535
        config.name = "cloud.example"
        config.region = "Zürich"
        config.tokenLifetime = 60
        config.trustedProxies = ["192.0.2.1", "2001:db8::1"]
        config.drain = 0
        #expect(try ControllerConfig(yaml: config.yaml) == config)
    }

    @Test(arguments: [
        ("prot: 1", "did you mean 'port'?"),
        ("fleet-port: 1", "did you mean 'fleet_port'?"),
        ("tokenlifetime: 60", "did you mean 'token_lifetime'?"),
        ("port: \"5000\"", "port: must be a whole number between 1 and 65535"),
        ("port: 0", "port: must be a whole number"),
        ("port: 1.5", "port: must be a whole number"),
        ("port: 5001", "port and fleet_port must differ"),
        ("state: relative", "state: must be an absolute path"),
        ("listen: [a]", "listen: must be text"),
        ("database: mysql://db/apus", "database: must be a URL that begins with postgresql://"),
        ("region: \"\"", "region: must have 1 to 255 characters"),
        ("token_lifetime: 59", "token_lifetime: must be a whole number between 60 and 86400"),
        ("limit_enforcement_model: loose", "limit_enforcement_model: must be one of flat, strict_two_level"),
        ("trusted_proxies: 192.0.2.1", "trusted_proxies: must be a list"),
        ("trusted_proxies: [1]", "trusted_proxies: must be a list"),
        ("drain: -1", "drain: must be a whole number"),
        ("port: 1\nport: 2", "duplicate"),
        ("- a", "must be a mapping"),
    ])
    func whatIsWrongIsNamed(yaml: String, reason: String) {
        let fault = #expect(throws: Fault.self) { try ControllerConfig(yaml: yaml) }
        #expect(fault?.code == "CONFIG-INVALID")
        #expect(fault?.message.contains(reason) == true, "\(fault?.message ?? "")")
    }

    @Test func everyOptionIsInTheFile() {
        let yaml = ControllerConfig().yaml
        for option in ControllerConfig.options { #expect(yaml.contains("\n\(option.name): ")) }
        #expect(ControllerConfig.options.count == 11)
    }
}
