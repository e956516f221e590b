import AgentRuntime
import ArgumentParser
import Core
import Foundation

/// A worker's part of a suite: of each scenario every n-th run. What comes out goes to standard output, a line each, for the
/// process that has started it.
struct Shard {
    private let suite: Suite
    private let directory: String
    private let index: Int
    private let count: Int
    private let start = Date()

    /// - Parameter text: "2/4" is the third of four
    init(text: String, suite: Suite, directory: String) throws {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, parts[0] < parts[1] else { throw ValidationError("\(text) is no shard") }
        (index, count) = (parts[0], parts[1])
        self.suite = suite
        self.directory = directory
    }

    func run() throws {
        try checkBroken()
        for (place, scenario) in suite.scenarios.enumerated() {
            let end = deadline(place)
            let template = Template(for: scenario.hosts, in: directory)
            let reference = try Run(scenario: scenario, seed: suite.seed, fate: Fate()).perform(template, in: directory)
            if index == 0 { checkReference(scenario, reference, try again(scenario, template)) }
            guard reference.wrongs.isEmpty else { continue }
            for (number, run) in runs(scenario, reference).enumerated() where number % count == index {
                guard end.map({ Date() < $0 }) ?? true else { break }
                let trouble = Child.run { report(run, try run.perform(template, in: directory).faults(beside: reference)) }
                if let trouble { report(run, [trouble]) }
            }
        }
    }

    /// What is left of the time is shared by the scenarios that are left.
    private func deadline(_ place: Int) -> Date? {
        suite.seconds.map { seconds in
            let left = start.addingTimeInterval(Double(seconds)).timeIntervalSinceNow
            return Date(timeIntervalSinceNow: max(0, left / Double(suite.scenarios.count - place)))
        }
    }

    /// The test of the test: with agents that forget to look at generations, a scenario must fail.
    private func checkBroken() throws {
        let scenario = Scenario.restore
        guard index == 0, suite.rough == 0, suite.scenarios.contains(where: { $0.name == scenario.name }) else { return }
        let run = Run(scenario: scenario, seed: suite.seed, fate: Fate(), isBroken: true)
        let outcome = try run.perform(Template(for: scenario.hosts, in: directory), in: directory)
        let isSeen = outcome.wrongs.contains { $0.contains("at generation") }
        report(run, isSeen ? [] : ["agents that take older generations were not noticed"])
    }

    private func again(_ scenario: Scenario, _ template: Template) throws -> Outcome {
        try Run(scenario: scenario, seed: suite.seed, fate: Fate()).perform(template, in: directory)
    }

    /// It must be right by itself, and be the same twice.
    private func checkReference(_ scenario: Scenario, _ first: Outcome, _ second: Outcome) {
        let run = Run(scenario: scenario, seed: suite.seed, fate: Fate())
        Report.plan(scenario, effects: first.effects.count, time: first.time, runs: runs(scenario, first).count + 1).print()
        let names = (first.effects.map(\.description), second.effects.map(\.description))
        var faults = first.wrongs
        if let place = zip(names.0, names.1).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            faults.append("two runs of one seed differ from effect \(place + 1) on: \(names.0[place]) / \(names.1[place])")
        }
        report(run, faults)
    }

    private func runs(_ scenario: Scenario, _ reference: Outcome) -> [Run] {
        if suite.rough > 0 {
            return (0..<suite.rough).map { Run(scenario: scenario, seed: suite.seed + UInt64($0), fate: Fate(isRough: true)) }
        }
        let all = stride(from: 1, through: reference.effects.count, by: suite.every).flatMap { number in
            Fate.Victim.allCases.flatMap { victim in
                Fate.Moment.allCases.map { moment in
                    let kill = Fate.Kill(victim: victim, at: number, moment: moment)
                    return Run(scenario: scenario, seed: suite.seed, fate: Fate(kill: kill))
                }
            }
        }
        guard suite.seconds != nil else { return all }
        // In an order of lots, so that a part of them is from everywhere; the same in every worker, and another one each day.
        var random = SeededRandom(seed: suite.seed &+ suite.draw)
        return all.shuffled(using: &random)
    }

    private func report(_ run: Run, _ faults: [String]) {
        if faults.isEmpty { Report.passed(run.scenario).print() } else { Report.failed(run, faults).print() }
    }
}

extension Effect: CustomStringConvertible {
    var description: String { "#\(number) \(kind.rawValue) \(owner.name) \(name) at \(time.microseconds)" }
}
