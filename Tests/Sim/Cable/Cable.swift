import AgentProtocol
import AgentRuntime
import Core
import Fleet

/// One session's connection between an agent and the controller: frames arrive in order, each after a while. It breaks as a whole,
/// with all that is under way; each side hears of that, or does not, and then notices the silence.
///
/// Unchecked: as the world.
final class Cable: @unchecked Sendable {
    let host: String
    private unowned let world: World
    private let agent: Owner
    private let controller: Owner
    let up: AsyncThrowingStream<AgentFrame, any Error>
    let down: AsyncThrowingStream<ControllerFrame, any Error>
    private let upEnd: AsyncThrowingStream<AgentFrame, any Error>.Continuation
    private let downEnd: AsyncThrowingStream<ControllerFrame, any Error>.Continuation
    private var arrival: (up: Timestamp, down: Timestamp)
    private var isBroken = false
    /// Frames arrive no more, until `release`.
    var isHeld = false
    private var held: [@Sendable () -> Void] = []
    private var isHungUp = false
    private var number = 0

    init(host: String, agent: Owner, controller: Owner, in world: World) {
        self.host = host
        self.agent = agent
        self.controller = controller
        self.world = world
        arrival = (world.loop.now, world.loop.now)
        (up, upEnd) = AsyncThrowingStream.makeStream()
        (down, downEnd) = AsyncThrowingStream.makeStream()
        number = world.cables.add(self)
    }

    func joins(_ owner: Owner) -> Bool { owner == agent || owner == controller }

    // MARK: Frames

    func sendUp(_ frame: AgentFrame) {
        let isNoise = FrameName.isNoise(frame)
        deliver(FrameName.of(frame), noise: isNoise, to: controller, &arrival.up) { self.upEnd.yield(frame) }
    }

    func sendDown(_ frame: ControllerFrame) {
        let isNoise = FrameName.isNoise(frame)
        deliver(FrameName.of(frame), noise: isNoise, to: agent, &arrival.down) { self.downEnd.yield(frame) }
    }

    private func deliver(
        _ name: String, noise: Bool, to receiver: Owner, _ last: inout Timestamp, _ hand: @escaping @Sendable () -> Void
    ) {
        guard !isBroken else { return }
        if !noise, world.chance(.connectionBreaks) {
            world.trace("the connection of \(host) breaks with \(name)")
            return breaks()
        }
        // Never two at one moment: they arrive in their order.
        last = max(last + .microseconds(1), world.loop.now + delay(noise))
        let isTwice = !noise && !name.hasPrefix("hello") && world.chance(.frameComesTwice)
        world.loop.at(last, as: receiver) { self.arrive(name, noise, hand, twice: isTwice) }
    }

    /// What was held back arrives at last.
    func release() {
        isHeld = false
        let late = held
        held = []
        for arrival in late { arrival() }
        if isHungUp { world.loop.after(.milliseconds(5), as: .world) { self.breaks() } }
    }

    /// The agent has done with it, in whatever way.
    func hangUp() {
        isHungUp = true
        breaks()
    }

    private func arrive(_ name: String, _ noise: Bool, _ hand: @escaping @Sendable () -> Void, twice: Bool) {
        guard !isBroken else { return }
        guard !isHeld else {
            let receiver = world.loop.current
            return held.append { self.world.loop.acting(as: receiver) { self.arrive(name, noise, hand, twice: twice) } }
        }
        if noise { return hand() }
        // At its arrival it is in the hands of the receiver's kernel: killed before, it is lost; killed after, it is, too, but the
        // sender has got rid of it.
        world.loop.acting(as: .world) { world.effect(.frame, "\(host) \(name)") {} }
        guard !isBroken else { return }
        hand()
        if twice { hand() }
    }

    private func delay(_ noise: Bool) -> Duration {
        if !noise, world.chance(.frameIsLate) { return .milliseconds(Int.random(in: 100...4000, using: &world.loop.random)) }
        return .microseconds(Int.random(in: 100...5000, using: &world.loop.random))
    }

    // MARK: Ends

    /// The agent has nothing more to say.
    func closeUp() {
        let end = upEnd
        world.loop.at(max(arrival.up + .microseconds(1), world.loop.now), as: controller) { end.finish() }
    }

    /// The controller has ended the session.
    func closeDown(_ ending: LocalFleet.Ending) {
        world.cables.remove(number)
        let end = downEnd
        world.loop.at(max(arrival.down + .microseconds(1), world.loop.now), as: agent) {
            if ending.isRefusal { end.finish(throwing: Refusal(ending.reason)) } else { end.finish(throwing: ConnectionLost()) }
        }
    }

    /// What is under way is lost. In one case of four a side does not hear of it.
    func breaks() {
        guard !isBroken, !isHeld else { return }
        isBroken = true
        world.cables.remove(number)
        let (loop, upEnd, downEnd) = (world.loop, upEnd, downEnd)
        if hears { loop.after(.milliseconds(1), as: controller) { upEnd.finish(throwing: ConnectionLost()) } }
        if hears { loop.after(.milliseconds(1), as: agent) { downEnd.finish(throwing: ConnectionLost()) } }
    }

    private var hears: Bool { Int.random(in: 0..<4, using: &world.loop.random) > 0 }
}
