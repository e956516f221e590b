import Core
import Logging
import Store
import Web

/// One upload or staging, from the first byte to the row that says what came in.
///
/// Whatever goes wrong on the way, the image is `queued` again and nothing is left behind; what a killed process left is put
/// right by `UploadReconciler` and `ImageSweep`.
struct ImageUpload: Sendable {
    enum Kind: Sendable { case upload, stage }

    let room: ImageRoom
    let id: ImageID
    let kind: Kind
    private let token = UUIDText.random(dashed: false)

    init(_ room: ImageRoom, _ id: ImageID, _ kind: Kind) {
        self.room = room
        self.id = id
        self.kind = kind
    }

    /// - Parameter expected: how many bytes the client has announced.
    func run(_ body: BodyStream, expected: Int64?) async throws {
        room.uploads.add(token)
        defer { room.uploads.remove(token) }
        let status: Image.Status = kind == .upload ? .saving : .uploading
        let image = try await room.store.write { [id, token, room] tx in
            try ImageUploads.begin(tx, id, upload: token, status: status, now: room.time.now)
        }
        do {
            try await take(body, image, expected)
        } catch {
            await giveBack()
            throw error
        }
    }

    private func take(_ body: BodyStream, _ image: Image, _ expected: Int64?) async throws {
        try room.files.createDirectory()
        let file = try IncomingFile(room.files.partialPath(of: id, upload: token))
        do {
            let data = try await receive(body, file, image, expected)
            // An image that was deleted and made again under its old id may have a file by now.
            try await room.store.read { try ImageUploads.checkOwner($0, id, upload: token) }
            try await Blocking.run { [room, id] in
                try file.rename(to: room.files.path(of: id), in: room.files.directory)
            }
            try await record(data)
        } catch {
            file.remove()
            throw error
        }
    }

    private func receive(
        _ body: BodyStream, _ file: IncomingFile, _ image: Image, _ expected: Int64?
    ) async throws -> ImageData {
        var incoming = IncomingImage(file, declared: kind == .upload ? image.diskFormat : nil, limits: room.limits)
        do {
            for try await chunk in body { try await incoming.append(chunk) }
            let data = try await incoming.finish()
            guard expected ?? data.size == data.size else {
                throw Refusal.invalid("Size mismatch: \(data.size) bytes came in, and \(expected ?? 0) were announced.")
            }
            return data
        } catch {
            await incoming.stop()
            throw error
        }
    }

    private func record(_ data: ImageData) async throws {
        do {
            try await room.store.write { [id, token, kind, room] tx in
                switch kind {
                case .upload: try ImageUploads.finish(tx, id, upload: token, data, now: room.time.now)
                case .stage: try ImageUploads.keep(tx, id, upload: token, data, now: room.time.now)
                }
            }
        } catch {
            try? room.files.remove(id)
            throw error
        }
    }

    private func giveBack() async {
        do {
            try await room.store.write { [id, token, room] tx in
                _ = try ImageUploads.giveBack(tx, id, upload: token, now: room.time.now)
            }
        } catch {
            room.logger.warning(
                "an upload could not be undone, will be later", metadata: ["image": "\(id)", "error": "\(error)"])
        }
    }
}
