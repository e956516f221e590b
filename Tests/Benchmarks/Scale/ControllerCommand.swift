import ArgumentParser
import Core
import Glibc
import Metrics
import NIOCore
import Telemetry

/// The product in a process of its own: fills its database, or starts cold on a full one and is measured.
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller", abstract: "A controller that is filled or measured; started by run.", shouldDisplay: false)

    @OptionGroup var size: Size

    @Flag(help: "Create what is missing of the servers, and end.")
    var fill = false

    func run() async throws {
        Child.endWithParent()
        tune()
        let directory = try size.directory()
        let start = ContinuousClock.now
        let cloud = try Cloud(directory: directory, size: size)
        let fleet = FleetCounts(directory)
        if fill {
            try await Filling(cloud: cloud, size: size).run()
        } else {
            try await measure(cloud, fleet, start)
        }
        // Killed, like any controller in trouble: what was acknowledged is on the disk.
        fflush(nil)
        _exit(0)
    }

    private func measure(_ cloud: Cloud, _ fleet: FleetCounts, _ start: ContinuousClock.Instant) async throws {
        let bare = Usage.now.memory
        print(try await ColdStart(cloud: cloud, fleet: fleet, size: size, startedAt: start).run())
        print(try await Idle(cloud: cloud, size: size, bareMemory: bare).run())
        print(try await Decisions(cloud: cloud, size: size).run())
        print(try await Creation(cloud: cloud, size: size).run())
        print(try await FanOut(cloud: cloud, fleet: fleet, size: size).run())
        print(try await Churn(cloud: cloud, size: size).run())
    }

    private func print(_ figures: [Figure]) {
        for figure in figures {
            Swift.print(figure.json.text)
            Progress.say("  \(figure.name): \(figure.value.short) \(figure.unit)")
        }
    }

    /// As `apus-controller` does; and a file for each agent.
    private func tune() {
        NIOSingletons.groupLoopCountSuggestion = 2
        NIOSingletons.blockingPoolThreadCountSuggestion = 2
        signal(SIGPIPE, SIG_IGN)
        MetricsSystem.bootstrap(PrometheusFactory())
        OpenFiles.raise()
    }
}
