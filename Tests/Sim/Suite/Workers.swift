import Core
import Foundation
import Synchronization

/// Starts this program several times, each with its shard, and gathers what they tell.
///
/// Several processes and not threads: a run owns the whole program. And what killed processes leave behind in memory (their tasks
/// never end) goes with the worker.
struct Workers {
    let suite: Suite
    let directory: String

    func run() throws -> [ScenarioResult] {
        let processes = (0..<suite.workers).map { worker($0) }
        let results = Mutex(Dictionary(uniqueKeysWithValues: suite.scenarios.map { ($0.name, ScenarioResult(name: $0.name)) }))
        let group = DispatchGroup()
        for (process, output) in processes {
            try process.run()
            DispatchQueue.global().async(group: group) {
                for report in Self.reports(output) { results.withLock { $0[report.scenario]?.take(report) } }
            }
        }
        group.wait()
        var all = suite.scenarios.compactMap { scenario in results.withLock { $0[scenario.name] } }
        for (index, (process, _)) in processes.enumerated() {
            process.waitUntilExit()
            guard process.terminationStatus != 0 else { continue }
            var broken = ScenarioResult(name: "worker \(index)")
            broken.failures = ["worker \(index) ended with status \(process.terminationStatus)"]
            broken.failed = 1
            all.append(broken)
        }
        return all
    }

    private func worker(_ index: Int) -> (Process, Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [
                "--shard", "\(index)/\(suite.workers)", "--directory", directory, "--seed", "\(suite.seed)", "--rough",
                "\(suite.rough)",
            ]
            + ["--every", "\(suite.every)"] + suite.scenarios.flatMap { ["--scenario", $0.name] }
        let output = Pipe()
        process.standardOutput = output
        return (process, output)
    }

    private static func reports(_ pipe: Pipe) -> [Report] {
        let lines = pipe.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
        return lines.compactMap { try? JSONDecoder().decode(Report.self, from: Data($0)) }
    }
}
