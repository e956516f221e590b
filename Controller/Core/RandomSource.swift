/// Where ids, addresses and other choices that are no secrets come from: the system's generator.
///
/// A simulator puts its own in the place of it, so that a run can be repeated.
package struct RandomSource: RandomNumberGenerator {
    @TaskLocal package static var simulated: (@Sendable () -> UInt64)?

    private var system = SystemRandomNumberGenerator()

    package init() {}

    package mutating func next() -> UInt64 { Self.simulated?() ?? system.next() }
}
