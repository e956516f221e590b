import AgentProtocol
import Testing

@testable import AgentRuntime

@Suite struct SetsFileTests {
    private let sets: [String: DesiredState.HeldSet] = [
        "host/1": .init(revision: 7, items: ["x": .make("x", 3), "y": .make("y", 4)]),
        "network/1": .init(revision: 9, items: [:]),
    ]

    @Test func goesRound() throws {
        #expect(SetsFile.decode(try SetsFile.encode(sets)) == sets)
        #expect(SetsFile.decode(try SetsFile.encode([:])) == [:])
    }

    @Test func everyDamageIsNoticed() throws {
        let bytes = try SetsFile.encode(sets)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1
            #expect(SetsFile.decode(damaged) == nil, "byte \(index)")
            #expect(SetsFile.decode(Array(bytes[..<index])) == nil, "cut at \(index)")
        }
        #expect(SetsFile.decode(bytes + [0]) == nil)
    }
}
