import AgentProtocol
import Core
import GRPCCore
import Store
import SwiftProtobuf

/// An agent's wish for the bytes of an image, from an offset on.
///
/// A host gets the images that a domain in its own set begins as a copy of, and no others: what a stolen certificate opens
/// should be little.
struct ImageCall {
    let fleet: FleetRoom
    let doors: AgentDoors
    let host: String

    /// Each chunk leaves before the next is read, so that a slow host costs no memory.
    func run(_ request: Apus_Agent_V1_ImageRequest, _ writer: RPCWriter<Apus_Agent_V1_ImageChunk>) async throws {
        guard try await isWanted(request.imageID), let path = try await doors.imagePath(request.imageID) else {
            throw Fault(.notFound, code: "FLEET-IMAGE-NOT-FOUND", "No item of this host needs this image, or it has no data")
        }
        let file = try open(path)
        var offset = request.offset
        while offset < file.size {
            let bytes = try await file.read(at: offset)
            guard !bytes.isEmpty else { return }
            offset += UInt64(bytes.count)
            try await writer.write(.with { $0.data = .init(bytes) })
        }
    }

    private func open(_ path: String) throws -> ImageFile {
        do {
            return try ImageFile(path)
        } catch {
            throw Fault(
                .unavailable, code: "FLEET-IMAGE-UNREADABLE", "The data of this image cannot be read", detail: path, cause: error)
        }
    }

    private func isWanted(_ image: String) async throws -> Bool {
        // Nothing that means something to LIKE or to JSON.
        guard !image.isEmpty, image.utf8.allSatisfy({ Self.isIDByte($0) }) else { return false }
        let (set, pattern) = (SetName.host(host), "%\"\(image)\"%")
        return try await fleet.store.read {
            try $0.first(
                "SELECT id FROM fleet_set_item WHERE set_name = \(set) AND deleted_at IS NULL AND spec LIKE \(pattern) LIMIT 1")
                != nil
        }
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
