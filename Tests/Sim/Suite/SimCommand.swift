import ArgumentParser
import Core
import Foundation

struct SimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Sim",
        abstract: "Runs the real controller and real agents over fake hosts, and kills them everywhere.",
        discussion: """
            Each scenario is run once as it is, and its effects are counted: commits, frames, changes of hosts, pieces of files. Then it \
            is run again for each effect, with the controller or the agent killed (kill -9) right before it or right after it. Whatever \
            was killed, the cloud must come to rest in the same state, with nothing left over, and nothing may have been done twice \
            that happens once. Time is virtual, and the order of everything follows from the seed: a failure prints the command that \
            repeats it.

            Examples:
              Sim                                         all scenarios, all kills
              Sim --scenario create --seed 7              one scenario with another order of events
              Sim --scenario create --kill agent --at 41 --after --trace
                                                          one run, and all that happens in it
              Sim --seconds 100                           as many of the kills as there is time for
              Sim --list                                what scenarios there are
              Sim --rough 20                              each scenario twenty times with bad cables and slow hosts
            """)

    @Option(help: "Only these scenarios; may be given several times.")
    var scenario: [String] = []

    @Option(help: "The order of events follows from it.")
    var seed: UInt64 = 1

    @Option(help: "In a single run: who is killed, controller or agent.")
    var kill: Fate.Victim?

    @Option(help: "In a single run: the number of the effect at which it is killed.")
    var at: Int?

    @Flag(help: "Kill right after the effect instead of right before it.")
    var after = false

    @Option(help: ArgumentHelp("Run each scenario this often with bad luck of all kinds instead.", valueName: "times"))
    var rough = 0

    @Flag(help: "In a single run: bad luck of all kinds.")
    var isRough = false

    @Flag(help: "A single run, with all that happens in it.")
    var trace = false

    @Option(help: "In a single run: leave a check out of the agents, to see Sim notice it: generation-check.")
    var broken: Broken?

    @Flag(help: "Print the scenarios.")
    var list = false

    @Option(help: ArgumentHelp("How many processes work; by default one per processor.", valueName: "number"))
    var workers: Int?

    @Option(help: ArgumentHelp("Kill at every n-th effect only.", valueName: "n"))
    var every = 1

    @Flag(help: "Hold the fakes of a host's network against this machine's kernel, nftables and dnsmasq (root).")
    var checkNetwork = false

    @Option(help: ArgumentHelp("As many runs as there is time for, drawn by the seed.", valueName: "time"))
    var seconds: Int?

    @Option(
        help: ArgumentHelp(
            "With --seconds: which runs are drawn; by default those of this day, so that all have their turn.",
            valueName: "number"))
    var draw: UInt64 = UInt64(max(0, Date().timeIntervalSince1970 / 86_400))

    @Option(help: .hidden)
    var shard: String?

    @Option(help: .hidden)
    var directory: String?

    mutating func run() throws {
        if list {
            for scenario in Scenario.all {
                print(scenario.name.padding(toLength: 16, withPad: " ", startingAt: 0), scenario.about)
            }
            return
        }
        if checkNetwork {
            guard NetworkCheck.isPassed() else { throw ExitCode.failure }
            return
        }
        guard Jobs.divert() else { throw ValidationError("This program has to be built without --static-swift-stdlib.") }
        let suite = Suite(
            scenarios: try chosen(), seed: seed, rough: rough, every: max(1, every),
            workers: workers ?? ProcessInfo.processInfo.activeProcessorCount, seconds: seconds,
            draw: draw)
        if let shard, let directory {
            try Shard(text: shard, suite: suite, directory: directory).run()
        } else if trace || kill != nil || isRough || broken != nil {
            try single(suite)
        } else {
            guard try suite.run() else { throw ExitCode.failure }
        }
    }

    private func chosen() throws -> [Scenario] {
        guard !scenario.isEmpty else { return Scenario.all }
        return try scenario.map { name in
            guard let found = Scenario.all.first(where: { $0.name == name }) else {
                throw ValidationError("There is no scenario \(name); --list prints them.")
            }
            return found
        }
    }

    private func single(_ suite: Suite) throws {
        guard suite.scenarios.count == 1, let scenario = suite.scenarios.first else {
            throw ValidationError("A single run needs --scenario.")
        }
        var fate = Fate(isRough: isRough)
        if let kill, let at { fate.kill = Fate.Kill(victim: kill, at: at, moment: after ? .after : .before) }
        guard try suite.show(Run(scenario: scenario, seed: seed, fate: fate, isTraced: trace, isBroken: broken != nil)) else {
            throw ExitCode.failure
        }
    }
}

enum Broken: String, ExpressibleByArgument {
    case generationCheck = "generation-check"
}

extension Fate.Victim: ExpressibleByArgument {}
