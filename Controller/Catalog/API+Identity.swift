public import Web

extension API {
    /// The identity API. It is declared here, below Identity, because the catalog's routes are part of it.
    public static let identity = API(name: "keystone", type: "identity", prefix: "/identity", errors: .identity)
}
