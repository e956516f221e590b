import ArgumentParser
import Core

struct DoctorCommand: Work {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what is wrong, and what to do.",
        discussion: """
            Looks at the configuration, key files, disk, certificates, programs, ports, the API, every host's state and clock, \
            and libvirt. The controller is asked for what is not as it should be: hosts that have something else than their sets \
            say, things on hosts that no set names, what waits for too long and why, and reconcilers that fail. It changes \
            nothing. ✓ is well, ! works but not for everything or not for ever, ✗ is wrong; each with \
            a code and a remedy. The exit code is 1 if something is wrong.
            """)

    @OptionGroup var common: CommonOptions

    func run(_ console: Console) async throws {
        let findings = try await console.working("Looking") { try await Doctor(directory: common.directory).run() }
        let isWell = !findings.contains { $0.verdict == .bad }
        console.document { w in
            w.object { w in
                w.field("well", isWell)
                w.field("findings") { w in w.array(findings) { w, finding in Self.write(finding, &w) } }
            }
        }
        for finding in findings { Self.show(finding, console) }
        if !isWell { throw ExitCode(1) }
    }

    private static func show(_ finding: Finding, _ console: Console) {
        let name = finding.check + String(repeating: " ", count: max(0, 18 - finding.check.count))
        switch finding.verdict {
        case .good: return console.good("\(name) \(finding.message)")
        case .warning: console.warning("\(name) \(finding.message)")
        case .bad: console.bad("\(name) \(finding.message)")
        }
        console.line("      \(finding.remedy)")
        console.line("      Code: \(finding.code)")
    }

    private static func write(_ finding: Finding, _ w: inout JSONWriter) {
        w.object { w in
            w.field("check", finding.check)
            w.field("verdict", finding.verdict.rawValue)
            w.field("code", finding.code.isEmpty ? nil : finding.code)
            w.field("message", finding.message)
            w.field("remedy", finding.remedy.isEmpty ? nil : finding.remedy)
        }
    }
}
