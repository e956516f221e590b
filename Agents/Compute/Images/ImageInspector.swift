import HostCommands

/// Looks at an image file before a guest gets it. Images are made by users: a file that refers to others would let a guest read
/// this host's files, so it is refused; and the program that looks runs under limits.
struct ImageInspector: Sendable {
    let commands: any CommandRunner

    /// - Parameter format: as the controller says it is; it is never guessed from the content.
    /// - Returns: the size of the disk in it, in bytes
    /// - Throws: `GuestProblem`
    func virtualSize(_ path: String, format: String) async throws -> UInt64 {
        guard format == "raw" || format == "qcow2" else {
            throw Self.refusal("is of the format \"\(format)\", which hosts do not run")
        }
        let arguments = ["info", "--output=json", "-f", format, path]
        let result = try await commands.execute(Command("qemu-img", arguments, limits: .hostileInput))
        guard result.status == 0, let info = JSONValue.read(result.output) else {
            throw Self.refusal("cannot be read as \(format): \(result.complaints.prefix(300))")
        }
        return try Self.check(info)
    }

    /// - Parameter info: as qemu-img(1) prints it
    static func check(_ info: JSONValue) throws -> UInt64 {
        let data = info["format-specific"]?["data"]
        for key in ["backing-filename", "full-backing-filename"] where info[key] != nil {
            throw refusal("has a backing file")
        }
        if data?["data-file"] != nil { throw refusal("keeps its data in another file") }
        if info["encrypted"] == .bool(true) { throw refusal("is encrypted") }
        guard let size = info["virtual-size"]?.unsigned, size > 0 else { throw refusal("has no size") }
        return size
    }

    private static func refusal(_ what: String) -> GuestProblem {
        GuestProblem(
            "HOST-IMAGE-REFUSED", "The image \(what).", hint: "Make a self-contained raw or qcow2 image and upload that.",
            passesElsewhere: false)
    }
}
