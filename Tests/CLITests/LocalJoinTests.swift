import Testing

@testable import CLI

struct LocalJoinTests {
    @Test func theControllersOwnMachineIsWiredToTheDemonstration() {
        let text = "host: \"node1\"\nmetrics: \"127.0.0.1:9105\"\n# physical_networks:\n"
        let changed = LocalJoin.settings(text, metrics: "127.0.0.1:9205")
        #expect(
            changed == """
                host: "node1"
                metrics: "127.0.0.1:9205"
                # physical_networks:
                physical_networks:
                  external:
                    bridge: apus-ext
                    address: 172.30.0.1/24
                    nat: true

                """)
        #expect(LocalJoin.settings(changed, metrics: "127.0.0.1:9205") == changed)
    }
}
