import Core
import Testing

@testable import CLI

struct RestartPolicyTests {
    @Test func whatRanForAWhileComesBackAtOnce() {
        var policy = RestartPolicy()
        for _ in 0..<100 { #expect(policy.ended(after: .seconds(3)) == .zero) }
    }

    @Test func whatEndsRightAwayIsTriedEverLater() {
        var policy = RestartPolicy()
        let waits = (0..<14).map { _ in policy.ended(after: .milliseconds(10)) }
        #expect(
            waits.map(\.microseconds)
                == [0, 0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000].map { $0 * 1000 })
        #expect(policy.ended(after: .seconds(60)) == .zero)
        #expect(policy.ended(after: .zero) == .zero)
    }

    @Test func somebodyWhoAsksForItIsNotKeptWaiting() {
        var policy = RestartPolicy()
        for _ in 0..<9 { _ = policy.ended(after: .zero) }
        policy.reset()
        #expect(policy.ended(after: .zero) == .zero)
    }
}
