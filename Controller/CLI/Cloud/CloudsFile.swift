import Core
import Glibc

/// A clouds.yaml on disk.
struct CloudsFile: Sendable {
    let path: String

    /// The files that the OpenStack clients look for, in their order.
    static var candidates: [String] {
        if let named = Environment["OS_CLIENT_CONFIG_FILE"] { return [named] }
        return ["clouds.yaml", personal, "/etc/openstack/clouds.yaml"]
    }

    static var personal: String { personalDirectory + "/clouds.yaml" }
    static var personalDirectory: String { (Environment["HOME"] ?? "/root") + "/.config/openstack" }

    /// Where a cloud of this machine writes its entry: the person's own file for the machine's cloud, a file beside the
    /// state for every other one.
    static func home(of directory: StateDirectory) -> String {
        if let named = Environment["OS_CLIENT_CONFIG_FILE"] { return CommonOptions.absolute(named) }
        return directory.isStandard ? personal : "\(directory.path)/clouds.yaml"
    }

    /// The entry; nil if the file or the entry is missing.
    ///
    /// - Throws: `Fault` CLOUDS-INVALID if the file cannot be understood.
    func entry(_ name: String) throws -> CloudEntry? {
        guard let json = try json(), let entry = json["clouds"]?[name] else { return nil }
        guard let cloud = CloudEntry(entry) else {
            throw Fault(
                .conflict, code: "CLOUDS-INVALID",
                "\(path): the entry '\(name)' lacks auth_url, username, password or project_name",
                hint: "Complete the entry, or choose another one with OS_CLOUD.")
        }
        return cloud
    }

    func put(_ entry: CloudEntry, named name: String) throws {
        var text = CloudsText(try content())
        try text.put(entry, named: name)
        try store(text)
    }

    /// Takes the entry out, and the file away if nothing is left in it.
    func remove(_ name: String) throws {
        let before = try content()
        var text = CloudsText(before)
        try text.remove(name)
        if text.lines.isEmpty, !before.isEmpty { return try DurableFile.remove(path) }
        if text.text != before { try store(text) }
    }

    private func store(_ text: CloudsText) throws {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try StateDirectory.makeDirectories(String(path[..<slash]), mode: 0o700)
        }
        try DurableFile.write(Array(text.text.utf8), to: path, mode: 0o600)
    }

    private func content() throws -> String { String(decoding: try DurableFile.read(path) ?? [], as: UTF8.self) }

    private func json() throws -> JSON? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        do {
            return try JSON(yaml: String(decoding: bytes, as: UTF8.self))
        } catch let fault as Fault {
            throw Fault(
                .conflict, code: "CLOUDS-INVALID", "\(path) cannot be understood: \(fault.message)",
                hint: "Correct the file, or name another one with OS_CLIENT_CONFIG_FILE.")
        }
    }
}
