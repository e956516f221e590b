internal import Core
internal import Store

typealias ServiceProviderID = ID<ServiceProvider>

/// Another cloud that trusts this one's users: a row of `identity_service_provider`. Tokens show the enabled ones.
struct ServiceProvider: Sendable, Equatable {
    let id: ServiceProviderID
    var enabled = false
    var description: String?
    /// Where that cloud issues tokens to those who come from here.
    var authURL: String
    /// Where it takes assertions.
    var spURL: String
    var relayStatePrefix: String? = "ss:mem:"
}

extension ServiceProvider {
    init(_ row: Row) throws {
        id = try row.get("id")
        enabled = try row.get("enabled")
        description = try row.get("description")
        authURL = try row.get("auth_url")
        spURL = try row.get("sp_url")
        relayStatePrefix = try row.get("relay_state_prefix")
    }
}
