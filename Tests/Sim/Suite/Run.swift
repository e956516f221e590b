import Core
import Foundation

/// One run of a scenario with one fate.
struct Run: Sendable {
    /// The longest that a scenario may take, in the cloud's own time.
    private static let limit = Duration.seconds(6 * 3600)
    /// How long a cloud that has come to rest is watched: it has to stay so.
    private static let watch = Duration.seconds(35)

    let scenario: Scenario
    let seed: UInt64
    let fate: Fate
    var isTraced = false
    /// With agents that forget to look at generations, to see whether that would be noticed.
    var isBroken = false

    func perform(_ template: Template, in directory: String) throws -> Outcome {
        let place = Place(path: "\(directory)/run-\(getpid())")
        place.remove()
        try template.place.copy(to: place)
        defer { place.remove() }
        let world = World(place, hosts: scenario.hosts, fate: fate, isTraced: isTraced)
        world.isBroken = isBroken
        world.certificateLifetime = scenario.certificateLifetime
        let record = Record()
        let start = try template.time
        let end = world.loop.run(seed: seed, from: start, for: Self.limit) {
            do { record.summary = try await self.play(world) } catch { world.wrong("\(error)") }
        }
        if end != .finished { world.wrong("the run came to no end: \(end)") }
        return Outcome(
            effects: world.effects, wrongs: world.wrongs, summary: record.summary, time: world.loop.now - start,
            wasKilled: world.kills > 0)
    }

    private func play(_ world: World) async throws -> Summary {
        let script = Script(world: world)
        world.startController()
        for name in world.machines.keys.sorted() { world.machine(name).startAgent() }
        try await rest(script, for: .zero)
        world.isCounting = true
        try await scenario.script(script)
        try await rest(script, for: .zero)
        world.isCalm = true
        world.isCounting = false
        try await rest(script, for: Self.watch, every: .seconds(3))
        return try await Summary(world)
    }

    /// Waits until the cloud is at rest, and stays so for a while.
    private func rest(_ script: Script, for time: Duration, every glance: Duration = Script.glance) async throws {
        let quiet = Quiet(world: script.world)
        var unrest: String?
        var since: Timestamp?
        do {
            try await script.until("rest", every: glance) {
                unrest = try await quiet.unrest()
                let now = script.world.loop.now
                since = unrest == nil ? since ?? now : nil
                return since.map { now - $0 >= time } ?? false
            }
        } catch let failure as ScriptFailure {
            throw ScriptFailure("\(failure): \(unrest ?? "the controller is away")")
        }
    }
}

/// What the end of a run is written into. Unchecked: as the world.
private final class Record: @unchecked Sendable {
    var summary: Summary?
}
