import ArgumentParser

/// How a controller fares as its fleet grows.
///
/// Theory of operation. Three kinds of processes, so that each cost is counted where it falls. `run` leads. `agents` is the fleet:
/// thousands of agents in one process, one TLS connection each, that speak the protocol's frames and do at once what their
/// sets say. `controller` is the product: `ControllerAssembly`, the store on disk, the reconcilers and the fleet's listener; it
/// is started twice, once to fill the database through the API and once, cold, to be measured. The API is asked in process.
@main
struct ScaleBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ScaleBenchmark",
        abstract: "Measure a real controller with thousands of simulated agents and servers.",
        discussion: """
            Judge CPU milliseconds and memory; the times are those of this machine under its present load, which is printed beside \
            them. Build with -c release for figures. The agents need CPU of their own on the same machine.

            ScaleBenchmark --hosts 100 --servers 500 --short        # checks that can fail, in seconds
            ScaleBenchmark --hosts 10000 --servers 100000           # minutes, and 4 GiB of memory for the agents
            """,
        subcommands: [RunCommand.self, AgentsCommand.self, ControllerCommand.self], defaultSubcommand: RunCommand.self)
}
