import ArgumentParser
import Core
import Glibc

/// What every command takes.
struct CommonOptions: ParsableArguments, Sendable {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The state directory of the cloud (or set APUS_STATE; default: \(StateDirectory.standard)).", valueName: "directory"))
    var state: String?

    @Flag(name: .long, help: "Answer in JSON.")
    var json = false

    var directory: StateDirectory { StateDirectory(Self.absolute(state ?? Environment["APUS_STATE"] ?? StateDirectory.standard)) }

    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return String(cString: current) + "/" + path
    }
}
