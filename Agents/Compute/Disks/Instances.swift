import AgentRuntime
import Glibc

/// The directories of all guests of this host. All of it waits for the disk, so it is called through `DiskWork`.
///
/// A directory appears whole, with its label, and disappears whole: it is filled or emptied under a name with a dot, which
/// nothing else looks at and which the next process removes.
struct Instances: Sendable {
    let path: String
    private let files = DiskFiles()

    init(_ path: String) { self.path = path }

    func label(of id: GuestID) throws -> InstanceLabel? {
        guard let bytes = try files.read(GuestFiles(id, in: path).label) else { return nil }
        return InstanceLabel(String(decoding: bytes, as: UTF8.self))
    }

    func write(_ label: InstanceLabel, of id: GuestID) throws {
        try files.write(Array(label.text.utf8), to: GuestFiles(id, in: path).label, mode: 0o644)
    }

    func make(_ id: GuestID, _ label: InstanceLabel) throws {
        try Files.makeDirectory(path)
        let temporary = "\(path)/.new-\(id)"
        try Files.remove(temporary)
        try Files.makeDirectory(temporary)
        try files.write(Array(label.text.utf8), to: temporary + "/label", mode: 0o644)
        try Files.rename(temporary, to: GuestFiles(id, in: path).directory)
    }

    func remove(_ id: GuestID) throws {
        let directory = GuestFiles(id, in: path).directory
        let temporary = "\(path)/.gone-\(id)"
        try Files.remove(temporary)
        if Files.exists(directory) { try Files.rename(directory, to: temporary) }
        try Files.remove(temporary)
    }

    /// All guests with a directory, after what an earlier process left half done is gone.
    func all() throws -> [(GuestID, InstanceLabel)] {
        var found: [(GuestID, InstanceLabel)] = []
        for name in try Files.list(path) {
            if name.hasPrefix(".new-") || name.hasPrefix(".gone-") { try Files.remove("\(path)/\(name)") }
            if let id = GuestID(name), let label = try label(of: id) { found.append((id, label)) }
        }
        return found
    }

    /// Disks that are made by the label, and of which there is no file.
    func lost(_ id: GuestID, _ label: InstanceLabel) throws -> [String] {
        let names = Set(try Files.list(GuestFiles(id, in: path).directory))
        return label.made.sorted().filter { part in
            let files = part == InstanceLabel.configDrive ? ["config.iso"] : ["\(part).qcow2", "\(part).raw"]
            return names.isDisjoint(with: files)
        }
    }
}
