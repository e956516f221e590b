import Core
import Foundation

/// The directory of a run: the controller's state and the machines' disks. On a disk in memory where there is one.
struct Place: Sendable {
    let path: String

    var controller: StateDirectory { StateDirectory(path + "/controller") }

    func machine(_ name: String) -> String { path + "/hosts/" + name }

    /// Where all directories of this program go.
    static var base: String {
        let memory = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    }

    func make() throws {
        try FileManager.default.createDirectory(atPath: path + "/hosts", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: controller.path, withIntermediateDirectories: true)
        try controller.create()
    }

    func copy(to other: Place) throws { try FileManager.default.copyItem(atPath: path, toPath: other.path) }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
