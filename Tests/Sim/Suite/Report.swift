import Core
import Foundation

/// What a worker tells: a line of JSON.
struct Report: Codable {
    var scenario: String
    var effects: Int?
    var seconds: Double?
    var planned: Int?
    var isPassed: Bool?
    var failure: String?

    static func plan(_ scenario: Scenario, effects: Int, time: Duration, runs: Int) -> Report {
        Report(scenario: scenario.name, effects: effects, seconds: time / .seconds(1), planned: runs)
    }

    static func passed(_ scenario: Scenario) -> Report { Report(scenario: scenario.name, isPassed: true) }

    static func failed(_ run: Run, _ faults: [String]) -> Report {
        let shown = faults.prefix(12).map { "  " + $0 } + (faults.count > 12 ? ["  and \(faults.count - 12) more"] : [])
        let text = ["FAILED \(run.command)"] + shown
        return Report(scenario: run.scenario.name, isPassed: false, failure: text.joined(separator: "\n"))
    }

    func print() {
        guard let bytes = try? JSONEncoder().encode(self) else { return }
        FileHandle.standardOutput.write(bytes + [UInt8(ascii: "\n")])
    }
}

extension Run {
    /// Nothing befalls it.
    var isPlain: Bool { fate.kill == nil && !fate.isRough && !isBroken }

    /// What repeats it.
    var command: String {
        var words = ["Sim --scenario \(scenario.name) --seed \(seed)"]
        if fate.isRough { words.append("--is-rough") }
        if isBroken { words.append("--broken generation-check") }
        if let kill = fate.kill {
            words.append("--kill \(kill.victim.rawValue) --at \(kill.at)" + (kill.moment == .after ? " --after" : ""))
        }
        return words.joined(separator: " ")
    }
}
