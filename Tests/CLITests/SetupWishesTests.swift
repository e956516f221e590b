import Core
import Testing

@testable import CLI

struct SetupWishesTests {
    @Test func aCloudThatExistsIsNotChangedByTheWay() throws {
        let config = ControllerConfig()
        let directory = StateDirectory("/x")
        try SetupWishes().compare(with: config, in: directory)
        try SetupWishes(port: 5000, region: "RegionOne").compare(with: config, in: directory)
        let fault = #expect(throws: Fault.self) {
            try SetupWishes(port: 6000, region: "Other").compare(with: config, in: directory)
        }
        #expect(fault?.code == "INIT-DIFFERS")
        #expect(fault?.message.contains("--port, --region") == true)
    }

    @Test func wishesBecomeTheConfiguration() {
        let config = SetupWishes(name: "n", listen: "127.0.0.1", port: 1, fleetPort: 2, region: "R").configuration(state: "/s")
        #expect(config.state == "/s" && config.name == "n" && config.listen == "127.0.0.1")
        #expect(config.port == 1 && config.fleetPort == 2 && config.region == "R")
    }

    @Test func addressesStandInBrackets() {
        #expect(Setup.bracketed("2001:db8::1") == "[2001:db8::1]")
        #expect(Setup.bracketed("192.0.2.1") == "192.0.2.1")
    }
}
