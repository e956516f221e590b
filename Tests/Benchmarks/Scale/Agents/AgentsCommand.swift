import ArgumentParser
import Core
import Glibc

struct AgentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "The simulated fleet; started by run.", shouldDisplay: false)

    @OptionGroup var size: Size

    func run() async throws {
        Child.endWithParent()
        signal(SIGPIPE, SIG_IGN)
        OpenFiles.raise()
        let directory = try size.directory()
        let identities = try Identities(directory)
        let fleet = try SimulatedFleet(directory: directory, port: size.port)
        let agents = try (0..<size.hosts).map(size.hostName).map { host in
            guard let chain = identities.chains[host], let key = identities.keys[host] else {
                throw Failure("\(host) has not joined")
            }
            return try SimulatedAgent(host: host, chain: chain, key: key, fleet: fleet)
        }
        try await withThrowingDiscardingTaskGroup { group in
            for agent in agents { group.addTask { await agent.run() } }
            group.addTask { try await fleet.writeCounts() }
        }
    }
}
