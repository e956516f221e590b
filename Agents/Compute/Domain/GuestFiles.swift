import AgentProtocol

/// Where the files of one guest lie: a directory of its own below the directory of all instances.
struct GuestFiles: Sendable, Equatable {
    let directory: String

    init(_ id: GuestID, in instances: String) { directory = "\(instances)/\(id)" }

    var label: String { directory + "/label" }
    var consoleLog: String { directory + "/console.log" }
    var configDrive: String { directory + "/config.iso" }

    func disk(_ disk: Apus_Agent_V1_DomainDisk) -> String { "\(directory)/\(disk.device).\(Self.format(disk))" }

    /// A copy of an image shares what it has not written with the image; an empty disk shares nothing.
    static func format(_ disk: Apus_Agent_V1_DomainDisk) -> String { disk.hasImage ? "qcow2" : "raw" }
}
