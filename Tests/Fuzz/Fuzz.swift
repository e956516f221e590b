import ArgumentParser
import Glibc

/// Reads what hostile clients, images and hosts could send with every parser that has to bear it.
///
/// Theory of operation. Each target runs in a process of its own, so that a trap or a reader that does not come to an end costs
/// the rest nothing; what it was reading is in a file, and goes into the corpus. In a build with libFuzzer
/// (`Tests/Fuzz/run`) the environment names the one target that libFuzzer then feeds.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Fuzz", abstract: "Replays the corpus of hostile input, and makes more of it.")

    @Argument(help: "The directory of the corpus.")
    var directory: String

    @Argument(help: "The targets; all by default.")
    var names: [String] = []

    @Option(help: "How long inputs are made for each target, in seconds of processor time.")
    var seconds = 0.0

    @Option(help: "What the inputs that are made follow from.")
    var seed: UInt64 = 1

    @Flag(help: "Prints the names of the targets.")
    var list = false

    @Option(help: .private)
    var current: String?

    static func main() {
        #if FUZZING
            LibFuzzer.runIfAsked()
        #endif
        Self.main(nil)
    }

    func run() throws {
        let targets = FuzzTarget.all.filter { names.isEmpty || names.contains($0.name) }
        guard !targets.isEmpty else { throw ValidationError("There is no such target. (In a release build there are none.)") }
        if list { return targets.forEach { print($0.name) } }
        if let current, let target = targets.first { return try replay(target, current) }
        let failed = targets.count {
            !Child(target: $0, corpus: Corpus(directory: directory)).passes(seconds: seconds, seed: seed)
        }
        print("Fuzz: \(targets.count - failed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }

    private func replay(_ target: FuzzTarget, _ current: String) throws {
        let replay = Replay(
            target: target, corpus: Corpus(directory: directory), seconds: seconds, seed: seed, current: current)
        do {
            try replay.run()
        } catch {
            print("  ✗ \(target.name): \(error)")
            throw ExitCode.failure
        }
    }
}
