import Core
import Logging
public import ServiceLifecycle
import Store

/// Removes files that no image has: what was left behind by a process that was killed, or by a removal that failed.
///
/// Which is one is decided by what was there in this order: first the files, then the running uploads, then the rows. A file of
/// a running upload was registered before it was made, and its upload ends only after its row is written; so whatever is in the
/// list of files and in neither of the others belongs to nobody, now and later. Names that this service does not give are left
/// alone.
public struct ImageSweep: ServiceLifecycle.Service {
    static let interval = Duration.seconds(600)

    let store: Store
    let files: ImageFiles
    let running: RunningUploads
    let time: any TimeSource
    let logger: Logger

    /// Sweeps at the start and every ten minutes, until a graceful shutdown.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                do {
                    try await sweep()
                } catch {
                    logger.warning("cannot look for files that no image has", metadata: ["error": "\(error)"])
                }
            } while (try? await time.sleep(until: time.now + Self.interval)) != nil
        }
    }

    func sweep() async throws {
        let names = try files.names()
        guard !names.isEmpty else { return }
        let uploads = running.all
        let owners = try await store.read(Self.owners)
        for name in names where Self.isOrphan(name, uploads: uploads, owners: owners) {
            try DurableFile.remove("\(files.directory)/\(name)")
            logger.notice("removed a file that no image has", metadata: ["file": "\(name)"])
        }
    }

    /// The images that have data, or data on the way in.
    private static func owners(_ s: Snapshot) throws -> [ImageID: Owner] {
        let rows = try s.rows("SELECT id, status, upload, staged FROM image_image WHERE status <> 'queued'")
        return Dictionary(
            try rows.map { row in
                let status: String = try row.get("status"), staged: String? = try row.get("staged")
                let hasData = status == Image.Status.active.rawValue || status == Image.Status.deactivated.rawValue
                return (try row.get("id"), Owner(hasData: hasData || staged != nil, upload: try row.get("upload")))
            }, uniquingKeysWith: { $1 })
    }

    /// What a row says about files of its image.
    struct Owner: Sendable {
        let hasData: Bool
        let upload: String?
    }

    static func isOrphan(_ name: String, uploads: Set<String>, owners: [ImageID: Owner]) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let id = parts.first, UUIDText.bytes(id) != nil else { return false }
        let owner = owners[ImageID(id)]
        if parts.count == 1 {
            if let owner, owner.hasData { return false }
            return !(owner?.upload.map(uploads.contains) ?? false)
        }
        guard parts.count == 3, parts[2] == "part" else { return false }
        return !uploads.contains(parts[1])
    }
}
