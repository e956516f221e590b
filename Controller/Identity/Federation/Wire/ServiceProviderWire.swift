internal import Core
internal import Web

/// `service_provider` (Identity API v3, OS-FEDERATION, "Service Providers").
enum ServiceProviderWire {
    private static let attributes: Set = ["auth_url", "sp_url", "description", "enabled", "relay_state_prefix", "id"]

    static func new(_ body: JSONReader, id: String) throws -> ServiceProvider {
        let body = try body.object("service_provider")
        try body.allowOnly(attributes)
        var provider = ServiceProvider(
            id: try FederationWire.id(body, id), authURL: try url(body, "auth_url"), spURL: try url(body, "sp_url"))
        try change(body)(&provider)
        return provider
    }

    static func change(_ body: JSONReader, of id: ServiceProviderID) throws -> @Sendable (inout ServiceProvider) -> Void {
        let body = try body.object("service_provider")
        try body.checkID(id.string)
        try body.allowOnly(attributes)
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout ServiceProvider) -> Void {
        let authURL = try body.has("auth_url") ? url(body, "auth_url") : nil
        let spURL = try body.has("sp_url") ? url(body, "sp_url") : nil
        let description = try body.nullableString("description")
        let enabled = try body.optionalBool("enabled")
        let prefix = try body.nullableString("relay_state_prefix", length: 0...256)
        return { provider in
            if let authURL { provider.authURL = authURL }
            if let spURL { provider.spURL = spURL }
            if let description { provider.description = description }
            if let enabled { provider.enabled = enabled }
            if let prefix { provider.relayStatePrefix = prefix }
        }
    }

    private static func url(_ body: JSONReader, _ name: String) throws -> String {
        let url = try body.string(name, length: 1...225)
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { throw body.invalid(name, "'\(url)' is no URL") }
        return url
    }

    static func write(_ w: inout JSONWriter, _ provider: ServiceProvider, _ context: RequestContext) {
        w.object { w in
            w.field("id", provider.id.string)
            w.field("enabled", provider.enabled)
            w.field("description", provider.description)
            w.field("auth_url", provider.authURL)
            w.field("sp_url", provider.spURL)
            w.field("relay_state_prefix", provider.relayStatePrefix)
            w.links(self: context.link("OS-FEDERATION", "service_providers", provider.id.string))
        }
    }

    /// As a token shows it.
    static func brief(_ w: inout JSONWriter, _ provider: ServiceProvider) {
        w.object { w in
            w.field("id", provider.id.string)
            w.field("auth_url", provider.authURL)
            w.field("sp_url", provider.spURL)
        }
    }
}
