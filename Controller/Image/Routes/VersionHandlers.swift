import HTTPTypes
import Web

/// Version discovery. Each minor version is listed; those of the image cache, which this service does not have, are left out,
/// as upstream leaves them out without one.
enum VersionHandlers {
    private static let minors = [17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]

    private static let versions = minors.map { minor in
        VersionDocument(id: "v2.\(minor)", status: minor == minors[0] ? "CURRENT" : "SUPPORTED", path: "/v2/")
    }

    @Sendable static func choices(_ context: RequestContext) async throws -> Reply {
        VersionDocument.list(versions, to: context, status: .multipleChoices)
    }

    @Sendable static func list(_ context: RequestContext) async throws -> Reply {
        VersionDocument.list(versions, to: context)
    }
}
