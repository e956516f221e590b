public import Core
import Glibc

/// Where the data of images is: one file for each image that has data, named by its id.
///
/// Theory of operation. Data comes into a temporary file `<id>.<upload>.part`, is flushed, takes its name by rename(2), and
/// then a transaction makes the image active. Killed anywhere before that transaction, the row is still `saving`, and both it
/// and whatever file is left are cleaned up (`UploadReconciler`, `ImageSweep`). A file is never changed once it has its name;
/// deleting an image removes the row first, and a reader that has the file open keeps it to its end.
public struct ImageFiles: Sendable {
    public let directory: String

    /// - Parameter directory: `<state>/images`; made when it is first needed, for its owner alone.
    public init(directory: String) {
        self.directory = directory
    }

    /// The data of an image whose status says that it has any.
    public func path(of id: ImageID) -> String { "\(directory)/\(id)" }

    func partialPath(of id: ImageID, upload: String) -> String { "\(path(of: id)).\(upload).part" }

    func createDirectory() throws { try StateDirectory.makeDirectories(directory, mode: 0o700) }

    func remove(_ id: ImageID) throws { try DurableFile.remove(path(of: id)) }

    /// Every file, by its name in the directory.
    func names() throws -> [String] {
        guard let handle = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw Fault(.internalError, code: "IMAGE-FILES", "\(directory) cannot be read: \(Errno.last.text)")
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
