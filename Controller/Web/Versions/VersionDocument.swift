public import Core
public import HTTPTypes

/// One major version of a service in its version documents, by which clients find their way (API-SIG, version discovery).
public struct VersionDocument: Sendable {
    public struct MediaType: Sendable {
        public let base: String
        public let type: String

        public init(base: String, type: String) {
            self.base = base
            self.type = type
        }
    }

    /// Such as `v3.14`.
    public let id: String
    /// `stable`, `CURRENT`, `SUPPORTED` …, as the service words it.
    public let status: String
    /// Where the version begins, below the prefix of the API, such as `/v3/`.
    public let path: String
    /// When it last changed, as upstream says it.
    public let updated: String?
    public let microversions: ClosedRange<Microversion>?
    public let mediaTypes: [MediaType]

    public init(
        id: String, status: String, path: String, updated: String? = nil, microversions: ClosedRange<Microversion>? = nil,
        mediaTypes: [MediaType] = []
    ) {
        self.id = id
        self.status = status
        self.path = path
        self.updated = updated
        self.microversions = microversions
        self.mediaTypes = mediaTypes
    }

    /// The answer to a GET of this version's root: `{"version": {…}}`.
    public func reply(to context: RequestContext) -> Reply {
        .json { w in w.object { w in w.field("version") { write(&$0, base: context.base) } } }
    }

    /// The identity service's answer to a GET of its root: 300 with `{"versions": {"values": […]}}`.
    public static func choices(_ versions: [VersionDocument], to context: RequestContext) -> Reply {
        .json(.multipleChoices) { w in
            w.object { w in
                w.field("versions") { w in
                    w.object { w in w.field("values") { list(versions, &$0, context.base) } }
                }
            }
        }
    }

    /// Everybody else's: `{"versions": […]}`.
    public static func list(
        _ versions: [VersionDocument], to context: RequestContext, status: HTTPResponse.Status = .ok
    ) -> Reply {
        .json(status) { w in w.object { w in w.field("versions") { list(versions, &$0, context.base) } } }
    }

    private static func list(_ versions: [VersionDocument], _ w: inout JSONWriter, _ base: String) {
        w.array(versions) { $1.write(&$0, base: base) }
    }

    /// - Parameter base: `RequestContext.base`.
    public func write(_ w: inout JSONWriter, base: String) {
        w.object { w in
            w.field("id", id)
            w.field("status", status)
            if let microversions {
                w.field("version", microversions.upperBound.description)
                w.field("min_version", microversions.lowerBound.description)
            }
            if let updated { w.field("updated", updated) }
            w.field("links") { w in
                w.array { w in
                    w.object { w in
                        w.field("rel", "self")
                        w.field("href", base + path)
                    }
                }
            }
            if !mediaTypes.isEmpty {
                w.field("media-types") { w in
                    w.array(mediaTypes) { w, type in
                        w.object { w in
                            w.field("base", type.base)
                            w.field("type", type.type)
                        }
                    }
                }
            }
        }
    }
}
