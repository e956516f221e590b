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
                Self.read(output) { report in results.withLock { $0[report.scenario]?.take(report) } }
            }
        }
        group.wait()
        let all = suite.scenarios.compactMap { scenario in results.withLock { $0[scenario.name] } }
        return all + processes.enumerated().compactMap { index, worker in broken(index, worker.0) }
    }

    private func broken(_ index: Int, _ process: Process) -> ScenarioResult? {
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return nil }
        var result = ScenarioResult(name: "worker \(index), which ended with status \(process.terminationStatus)")
        result.failed = 1
        return result
    }

    private func worker(_ index: Int) -> (Process, Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [
                "--shard", "\(index)/\(suite.workers)", "--directory", directory, "--seed", "\(suite.seed)", "--rough",
                "\(suite.rough)",
            ]
            + ["--every", "\(suite.every)", "--draw", "\(suite.draw)"] + (suite.seconds.map { ["--seconds", "\($0)"] } ?? [])
            + suite.scenarios.flatMap { ["--scenario", $0.name] }
        let output = Pipe()
        process.standardOutput = output
        return (process, output)
    }

    /// Tells each report as it comes, and prints failures at once.
    private static func read(_ pipe: Pipe, _ tell: (Report) -> Void) {
        var rest = Data()
        while true {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { return }
            rest += more
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(rest[rest.startIndex..<end])
                rest = Data(rest[rest.index(after: end)...])
                guard let report = try? JSONDecoder().decode(Report.self, from: line) else { continue }
                if let failure = report.failure { FileHandle.standardOutput.write(Data((failure + "\n").utf8)) }
                tell(report)
            }
        }
    }
}
