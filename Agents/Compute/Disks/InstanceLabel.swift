import AgentProtocol

/// What the agent writes into a guest's directory: whose it is, and what in it is finished.
struct InstanceLabel: Sendable, Equatable {
    /// The set that its item came in.
    var set: String
    var attempt: UInt64
    /// Disks whose file is complete, by device, and "config" for the config drive.
    var made: Set<String> = []
    /// The files of the image cache that its disks lie on. Named before they are fetched, so that none is tidied away.
    var images: Set<String> = []
    /// The guest has been as its spec says at least once: from then on what it has written is here and nowhere else.
    var isSettled = false

    private static let heading = "apus-instance 1"

    var text: String {
        """
        \(Self.heading)
        set \(set)
        attempt \(attempt)
        made \(made.sorted().joined(separator: " "))
        images \(images.sorted().joined(separator: " "))
        settled \(isSettled ? 1 : 0)

        """
    }

    init(set: String, attempt: UInt64) {
        self.set = set
        self.attempt = attempt
    }

    /// Nil where it is not such a label.
    init?(_ text: String) {
        var lines = text.split(separator: "\n")
        guard !lines.isEmpty, lines.removeFirst() == Self.heading else { return nil }
        self.init(set: "", attempt: 0)
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "set": set = words.dropFirst().joined(separator: " ")
            case "attempt": attempt = words.dropFirst().first.flatMap(UInt64.init) ?? 0
            case "made": made = Set(words.dropFirst())
            case "images": images = Set(words.dropFirst())
            case "settled": isSettled = words.dropFirst().first == "1"
            default: break
            }
        }
    }

    /// Of the config drive in `made`.
    static let configDrive = "config"

    /// All that has to be made for a guest.
    static func parts(of spec: DomainSpec) -> Set<String> {
        Set(spec.disks.map(\.device)).union(spec.configDrive.isEmpty ? [] : [configDrive])
    }
}
