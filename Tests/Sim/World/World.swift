import AgentRuntime
import Core
import Foundation
import Logging

/// One simulated cloud: a controller, hosts with their agents, the cables between them, and what befalls them.
///
/// Unchecked: all of it is touched only by the thread that has the loop's baton.
final class World: @unchecked Sendable {
    let place: Place
    let loop = Loop.shared
    let fate: Fate
    let isTraced: Bool
    /// Agents forget to look at generations.
    var isBroken = false
    /// Of agents; nil for the product's own.
    var certificateLifetime: Duration?
    let logger: Logger
    private(set) var controller: ControllerLife?
    private(set) var machines: [String: Machine] = [:]
    let cables = Cables()
    let calls = Calls()
    /// Effects are numbered while this is true.
    var isCounting = false
    /// Nothing befalls any more: the run comes to its end.
    var isCalm = false
    private(set) var effects: [Effect] = []
    private(set) var kills = 0
    /// What must never happen, and has.
    private(set) var wrongs: [String] = []
    /// While the controller must stay away.
    var isControllerHeld = false
    private var lives = 0
    /// Dead processes. What they hold is never let go of: that would wake tasks that are waiting in them.
    private var graves: [AnyObject] = []
    /// The same for whole worlds. Unsafe as the world: only the thread with the baton touches it.
    nonisolated(unsafe) private static var past: [World] = []

    init(_ place: Place, hosts: [String], fate: Fate, isTraced: Bool) {
        self.place = place
        self.fate = fate
        self.isTraced = isTraced
        logger = Trace.logger(isOn: isTraced)
        Self.past.append(self)
        for (number, name) in hosts.sorted().enumerated() { machines[name] = Machine(name, number: number + 1, in: self) }
    }

    func machine(_ name: String) -> Machine {
        guard let machine = machines[name] else { preconditionFailure("there is no machine \(name)") }
        return machine
    }

    /// A machine that was not there before.
    func addMachine(_ name: String) -> Machine {
        let machine = Machine(name, number: machines.count + 1, in: self)
        machines[name] = machine
        return machine
    }

    func wrong(_ what: String) {
        trace("WRONG \(what)")
        wrongs.append(what)
    }

    func trace(_ text: @autoclosure () -> String) {
        if isTraced { Trace.line(loop.now, loop.current, text()) }
    }

    // MARK: Effects

    /// Does what `body` does, unless its process is killed before; does not return where it is killed after.
    func effect<T>(_ kind: Effect.Kind, _ name: String, _ body: () throws -> T) rethrows -> T {
        guard isCounting else {
            trace("\(kind.rawValue) \(name)")
            return try body()
        }
        let owner = loop.current
        let effect = Effect(number: effects.count + 1, kind: kind, owner: owner, name: name, time: loop.now)
        effects.append(effect)
        trace("#\(effect.number) \(kind.rawValue) \(name)")
        befall(effect, .before)
        let result = try body()
        befall(effect, .after)
        return result
    }

    private func befall(_ effect: Effect, _ moment: Fate.Moment) {
        guard let kill = fate.kill, kill.at == effect.number, kill.moment == moment else { return }
        let victim = loop.current
        switch kill.victim {
        case .controller: killController()
        case .agent: victimMachine(effect)?.killAgent()
        }
        if !loop.isAlive(victim) { loop.park() }
    }

    /// The agent whose effect it is; of what is nobody's or the controller's, the first.
    private func victimMachine(_ effect: Effect) -> Machine? {
        let names = machines.keys.sorted()
        let name = names.first { effect.owner.name == $0 || effect.name.hasPrefix($0 + " ") } ?? names.first
        return name.flatMap { machines[$0] }
    }

    func chance(_ chance: Chance) -> Bool { fate.isRough && isCounting && !isCalm && chance.comesTrue(&loop.random) }

    // MARK: The controller

    func startController() {
        guard controller == nil, !isControllerHeld else { return }
        lives += 1
        let life = ControllerLife(number: lives, in: self)
        controller = life
        trace("controller starts")
        life.start()
    }

    /// kill -9; it is started again after a while, as systemd does.
    func killController(restart: Bool = true) {
        guard let life = controller else { return }
        trace("KILL controller")
        kills += 1
        loop.kill(life.owner)
        controller = nil
        graves.append(life)
        calls.failAll(of: life.owner)
        cables.cut(life.owner, loop)
        life.leaveDatabase()
        guard restart else { return }
        loop.after(pause, as: .world) { self.startController() }
    }

    // MARK: Backups

    /// What `apus backup` would write now.
    func backUp(_ name: String) throws -> String {
        let path = "\(place.path)/\(name).db"
        guard let controller else { throw ConnectionLost() }
        try controller.copyDatabase(to: path)
        return path
    }

    /// What `apus restore` does: the controller is stopped, the database replaced and renumbered, and the controller started.
    ///
    /// - Parameter renumbers: false as when somebody copies the file by hand
    func restore(_ backup: String, renumbers: Bool = true) async throws {
        isControllerHeld = true
        killController(restart: false)
        try await SimTime().sleep(until: loop.now + .seconds(5))
        try await ControllerLife.replaceDatabase(of: place, by: backup, renumbering: renumbers ? loop.now : nil)
        isControllerHeld = false
        startController()
    }

    /// How long a process is away before it is started again.
    var pause: Duration { .milliseconds(Int.random(in: 100...3000, using: &loop.random)) }

    func agentWasKilled(_ life: AgentLife) {
        kills += 1
        graves.append(life)
        cables.cut(life.owner, loop)
    }
}
