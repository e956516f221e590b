import ArgumentParser

@main
struct ComputeBenchmark: ParsableCommand {
    func run() {}
}
