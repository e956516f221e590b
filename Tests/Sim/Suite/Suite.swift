import Core
import Foundation

/// All runs of some scenarios, shared out among worker processes of this program.
struct Suite: Sendable {
    let scenarios: [Scenario]
    let seed: UInt64
    /// Instead of kills: how many rough runs of each.
    let rough: Int
    /// Kills are at every n-th effect.
    let every: Int
    let workers: Int
    /// How long it may take: then so many runs as there is time for, drawn by the seed. Nil for all.
    var seconds: Int?
    /// Which of the runs there is time for: another number, another part of them.
    var draw: UInt64 = 0

    // MARK: Everything

    /// - Returns: did all pass?
    func run() throws -> Bool {
        let start = Date()
        let directory = "\(Place.base)/apus-sim-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try prepare(directory)
        var total = (passed: 0, failed: 0)
        for result in try Workers(suite: self, directory: directory).run() {
            print(result.line)
            total.passed += result.passed
            total.failed += result.failed
        }
        print("\(String(format: "%.1f", Date().timeIntervalSince(start))) s, \(workers) processes")
        print("Sim: \(total.passed) passed, \(total.failed) failed")
        return total.failed == 0
    }

    private func prepare(_ directory: String, isTraced: Bool = false) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for hosts in Set(scenarios.map(\.hosts)) { try Template(for: hosts, in: directory).make(isTraced: isTraced) }
    }

    // MARK: One run

    /// A run and the one that nothing befalls.
    func show(_ run: Run) throws -> Bool {
        let directory = "\(Place.base)/apus-sim-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try prepare(directory, isTraced: run.isTraced)
        let template = Template(for: run.scenario.hosts, in: directory)
        var plain = Run(scenario: run.scenario, seed: run.seed, fate: Fate())
        plain.isTraced = run.isTraced && run.isPlain
        let reference = try plain.perform(template, in: directory)
        if run.isTraced { print("---- and now:") }
        let outcome = try run.perform(template, in: directory)
        if run.isTraced { for line in outcome.summary?.lines ?? [] { print("  " + line) } }
        let faults = outcome.faults(beside: reference)
        for fault in faults { print("  " + fault) }
        print("\(outcome.effects.count) effects, \(outcome.time) of the cloud's time")
        print("Sim: \(faults.isEmpty ? 1 : 0) passed, \(faults.isEmpty ? 0 : 1) failed")
        return faults.isEmpty
    }
}
