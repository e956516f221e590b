import Core
import Glibc

/// Where the other programs of Apus are: beside this one, else in the PATH.
enum Programs {
    static var controller: String { get throws { try find("apus-controller") } }
    static var agent: String { get throws { try find("apus-agent") } }
    static var own: String { get throws { try ownPath() } }

    private static func find(_ name: String) throws -> String {
        let own = try ownPath()
        let directories =
            [String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])]
            + (Environment["PATH"] ?? "/usr/local/bin:/usr/bin").split(separator: ":").map(String.init)
        for directory in directories where access("\(directory)/\(name)", X_OK) == 0 { return "\(directory)/\(name)" }
        throw Fault(
            .notFound, code: "PROGRAM-MISSING", "The program \(name) is neither beside apus nor in the PATH",
            hint: "Install it beside apus; deploy/up installs all three.")
    }

    private static func ownPath() throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else {
            throw Fault(.internalError, code: "PROGRAM-MISSING", "/proc/self/exe cannot be read: \(Errno.last.text)")
        }
        defer { free(path) }
        return String(cString: path)
    }
}
