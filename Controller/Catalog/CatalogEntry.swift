public import Core

/// One service as a token shows it (`token.catalog`, Identity API v3 "Get service catalog").
public struct CatalogEntry: Sendable, Equatable {
    public struct Endpoint: Sendable, Equatable {
        public let id: String
        /// `public`, `internal` or `admin`.
        public let interface: String
        public let regionID: String?
        /// Ready for use: its parameters are filled in.
        public let url: String
    }

    public let id: String
    public let type: String
    public let name: String
    public let endpoints: [Endpoint]

    public func write(to w: inout JSONWriter) {
        w.object { w in
            w.field("id", id)
            w.field("type", type)
            w.field("name", name)
            w.field("endpoints") { $0.array(endpoints) { $1.write(to: &$0) } }
        }
    }
}

extension CatalogEntry.Endpoint {
    fileprivate func write(to w: inout JSONWriter) {
        w.object { w in
            w.field("id", id)
            w.field("interface", interface)
            w.field("region", regionID)
            w.field("region_id", regionID)
            w.field("url", url)
        }
    }
}
