import Core

/// Where the agent of this machine keeps its files.
struct AgentFiles: Sendable {
    let path: String

    init(_ directory: StateDirectory) {
        path = directory.isStandard ? "/var/lib/apus-agent" : "\(directory.path)/agent"
    }

    /// It is there once the host has joined.
    var settings: String { "\(path)/agent.yaml" }
    var certificate: String { "\(path)/agent.pem" }
    var key: String { "\(path)/agent.key" }
}
