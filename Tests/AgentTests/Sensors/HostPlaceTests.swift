import AgentProtocol
import HostFacts
import Libvirt
import Sensors
import Testing

@testable import AgentRuntime

@Suite struct HostPlaceTests {
    private func facts(_ place: HostPlace) async -> Apus_Agent_V1_HostFacts {
        await HostSensor(files: FixtureHost.server, hypervisor: HypervisorProbe(uri: "test:///default"), place: place).facts()
    }

    @Test func thePlaceIsPartOfTheFacts() async {
        let facts = await facts(
            HostPlace(tunnelAddress: "192.0.2.7", physicalNetworks: ["rack", "external"], instances: "/var/lib/x"))
        #expect(facts.tunnelAddress == "192.0.2.7")
        #expect(facts.physicalNetworks == ["external", "rack"])
        #expect(facts.diskBytes == 1000, "the directory is not there yet; it will be on the root's file system")
        #expect(facts.hypervisor == "TEST")
    }

    @Test func theDirectorysOwnFileSystemCounts() async {
        #expect(await facts(HostPlace(instances: "/my disk/guests")).diskBytes == 2000)
        #expect(await facts(HostPlace(instances: "/my disk")).diskBytes == 2000)
        #expect(await facts(HostPlace()).diskBytes == 0)
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("127.8.8.8", "127.0.0.1"), ("localhost", "127.0.0.1")])
    func theAddressTowardsTheController(host: String, own: String) {
        let found = LocalAddress.towards(host, port: 5001)
        #expect(found == own || (host == "localhost" && found == "::1"))
    }

    @Test func noWayNoAddress() {
        #expect(LocalAddress.towards("no such host.invalid", port: 5001) == nil)
    }
}
