/// What came out of all runs of a scenario.
struct ScenarioResult: Sendable {
    let name: String
    var effects = 0
    var seconds = 0.0
    var passed = 0
    var failed = 0
    var planned = 0

    init(name: String) { self.name = name }

    mutating func take(_ report: Report) {
        effects = report.effects ?? effects
        seconds = report.seconds ?? seconds
        if report.isPassed == true { passed += 1 }
        if report.isPassed == false { failed += 1 }
        planned = report.planned ?? planned
    }

    var line: String {
        "\(name): \(effects) effects in \(Int(seconds)) s of the cloud's time, \(passed) runs passed, \(failed) failed"
    }
}
