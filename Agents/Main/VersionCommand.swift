import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() {
        Terminal.say("apus-agent \(AgentVersion.text), protocol \(AgentVersion.wire)")
    }
}
