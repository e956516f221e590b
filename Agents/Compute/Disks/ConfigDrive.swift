import AgentProtocol
import AgentRuntime
import HostCommands

/// The config drive: an ISO 9660 file system, labelled as cloud-init looks for it, with long names by Joliet and Rock Ridge.
struct ConfigDrive: Sendable {
    let commands: any CommandRunner

    func make(_ files: [Apus_Agent_V1_GuestFile], at path: String) async throws {
        let staging = path + ".files"
        let temporary = path + ".new"
        try await DiskWork.run {
            try Files.remove(staging)
            try Files.remove(temporary)
            for file in files { try Self.write(file, in: staging) }
        }
        try await commands.run(
            "genisoimage", ["-quiet", "-V", "config-2", "-J", "-r", "-input-charset", "utf-8", "-o", temporary, staging])
        try await DiskWork.run {
            try Files.remove(staging)
            try Files.sync(temporary)
            try Files.rename(temporary, to: path)
        }
    }

    private static func write(_ file: Apus_Agent_V1_GuestFile, in staging: String) throws {
        guard isInside(file.path) else {
            throw GuestProblem(
                "HOST-ITEM-INVALID", "The config drive cannot have a file \"\(file.path)\".",
                hint: "Paths are relative and have no \"..\".", passesElsewhere: false)
        }
        let path = staging + "/" + file.path
        try Files.makeDirectory(Files.parent(of: path))
        try DiskFiles().write(Array(file.content), to: path, mode: 0o644)
    }

    /// Relative, and without a way out.
    static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0) && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
