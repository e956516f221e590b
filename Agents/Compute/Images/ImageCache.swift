import AgentProtocol
import AgentRuntime
import HostCommands
import Metrics
import Synchronization

/// The images that disks of this host lie on: fetched once each, verified, and then never changed.
///
/// A file is named by the hash of its content. It arrives beside its place (`.part`), goes on where it stopped after any
/// failure, and takes its name only when its hash, its size and what qemu-img says of it are right. Guests that need the same
/// image at the same time share one fetch. A file that no guest's directory names is removed after a while (`ImagePruning`).
final class ImageCache: Sendable {
    private struct Fetch {
        var task: Task<CachedImage, any Error>
        var percent: UInt32 = 0
    }

    let directory: String
    private let link: any ControllerLink
    private let inspector: ImageInspector
    let time: any AgentTime
    private let fetches = Mutex<[String: Fetch]>([:])

    init(directory: String, link: any ControllerLink, commands: any CommandRunner, time: any AgentTime) {
        self.directory = directory
        self.link = link
        self.time = time
        inspector = ImageInspector(commands: commands)
    }

    /// The name of an image's file. - Throws: `GuestProblem` where it has no usable one
    static func name(of source: Apus_Agent_V1_ImageSource) throws -> String {
        let isHash = source.sha512.utf8.count == 128 && source.sha512.utf8.allSatisfy(GuestID.isHexadecimal)
        guard isHash, GuestID.isUUID(source.id) else {
            throw GuestProblem(
                "HOST-IMAGE-HASH", "The image \(source.id.prefix(36)) has no SHA-512 by which it could be verified.",
                hint: "Upload the image again.", passesElsewhere: false)
        }
        return source.sha512
    }

    /// How much of it is here while it is fetched, 0 to 100; nil while it is not.
    func percent(of source: Apus_Agent_V1_ImageSource) -> UInt32? {
        fetches.withLock { $0[source.sha512]?.percent }
    }

    /// The file, fetched where it is not here yet.
    func file(of source: Apus_Agent_V1_ImageSource) async throws -> CachedImage {
        let name = try Self.name(of: source)
        let task = fetches.withLock { known in
            if let fetch = known[name] { return fetch.task }
            let task = Task { [self] in
                defer { fetches.withLock { $0[name] = nil } }
                return try await bring(source, to: "\(directory)/\(name)")
            }
            known[name] = Fetch(task: task)
            return task
        }
        return try await task.value
    }

    private func bring(_ source: Apus_Agent_V1_ImageSource, to path: String) async throws -> CachedImage {
        let isHere = try await DiskWork.run { [directory] in
            try Files.makeDirectory(directory)
            guard Files.exists(path) else { return false }
            Files.touch(path)
            return true
        }
        if !isHere { try await fetch(source, to: path) }
        let size = try await inspector.virtualSize(path, format: source.format)
        return CachedImage(path: path, format: source.format, virtualSize: size)
    }

    private func fetch(_ source: Apus_Agent_V1_ImageSource, to path: String) async throws {
        let temporary = path + ".part"
        let image = try await DiskWork.run { [directory] in
            let image = try PartialImage(temporary, limit: source.sizeBytes)
            let missing = source.sizeBytes - min(image.size, source.sizeBytes)
            if let free = Files.freeBytes(directory), free < missing {
                throw GuestProblem.full("The image needs \(missing) bytes more, and \(directory) has \(free) left.")
            }
            return image
        }
        try await receive(source, image)
        guard image.size == source.sizeBytes, image.digest == source.sha512 else {
            try await DiskWork.run { try Files.remove(temporary) }
            throw GuestProblem(
                "HOST-IMAGE-HASH", "What arrived of the image \(source.id) is not what its SHA-512 says; it was removed.",
                hint: "Look at the image's file on the controller; upload the image again if it is damaged.",
                passesElsewhere: false)
        }
        // Before it gets its name: what is in the cache under a name is good.
        do {
            _ = try await inspector.virtualSize(temporary, format: source.format)
        } catch let problem as GuestProblem {
            try await DiskWork.run { try Files.remove(temporary) }
            throw problem
        }
        try await DiskWork.run {
            try image.sync()
            try Files.rename(temporary, to: path)
        }
    }

    /// Takes up again while something still comes; gives up after three tries that brought nothing.
    private func receive(_ source: Apus_Agent_V1_ImageSource, _ image: PartialImage) async throws {
        let bytes = Counter(label: "apus_image_fetch_bytes_total")
        var failures = 0
        while image.size < source.sizeBytes {
            let before = image.size
            do {
                try await link.fetchImage(source.id, from: before) { piece in
                    try await DiskWork.run { try image.append(piece) }
                    bytes.increment(by: piece.count)
                    self.note(image.size, of: source)
                }
                // The other side has no more.
                if image.size == before { return }
            } catch let error where error is GuestProblem || error is FileError || error is CancellationError {
                throw error
            } catch {
                failures = image.size > before ? 0 : failures + 1
                guard failures < 3 else { throw Self.unreachable(source, error) }
                try await time.sleep(until: time.uptime + .seconds(failures))
            }
        }
    }

    private func note(_ size: UInt64, of source: Apus_Agent_V1_ImageSource) {
        let percent = UInt32(clamping: size * 100 / max(1, source.sizeBytes))
        fetches.withLock { $0[source.sha512]?.percent = percent }
    }

    private static func unreachable(_ source: Apus_Agent_V1_ImageSource, _ error: any Error) -> GuestProblem {
        GuestProblem(
            "HOST-IMAGE-FETCH", "The image \(source.id) could not be fetched from the controller: \(error)",
            hint: "Check that the image still has its data; the agent goes on where it stopped.", passesElsewhere: true)
    }
}

extension ImageCache {
    /// Removes what no guest needs any more, and what remains of fetches that nobody goes on with.
    func tidy(used: Set<String>, pruning: ImagePruning = ImagePruning()) async throws {
        let now = time.wall / 1_000_000
        try await DiskWork.run { [directory] in
            let entries = try Files.list(directory).map { name in
                let path = "\(directory)/\(name)"
                return ImagePruning.Entry(
                    name: name, size: Files.size(path) ?? 0, usedAt: Files.modified(path) ?? now)
            }
            let partsInUse = Set(used.map { $0 + ".part" })
            for name in pruning.victims(entries, used: used.union(partsInUse), now: now) {
                try Files.remove("\(directory)/\(name)")
            }
        }
    }
}
