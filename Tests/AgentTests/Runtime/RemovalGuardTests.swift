import Testing

@testable import AgentRuntime

@Suite struct RemovalGuardTests {
    @Test(arguments: [
        (0, 0, false, true),
        (10, 0, false, true),
        (10, 3, false, true),
        (10, 4, false, false),
        (10, 4, true, true),
        (10, 10, false, false),
        (1, 1, false, true),
        (2, 2, false, true),
        (5, 2, false, true),
        (3, 3, false, false),
        (3, 3, true, true),
        (9, 3, false, false),
        (1000, 300, false, true),
        (1000, 301, false, false),
    ])
    func verdict(running: Int, removed: Int, confirmed: Bool, allowed: Bool) {
        #expect(RemovalGuard(running: running, removed: removed).allows(confirmed: confirmed) == allowed)
    }
}
