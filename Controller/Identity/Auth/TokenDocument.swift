internal import Catalog
internal import Core
internal import Web

/// `token` (Identity API v3, "Authentication and token management").
enum TokenDocument {
    /// - Parameter catalog: nil to leave it away.
    static func bytes(_ token: Token, catalog: [CatalogEntry]?) -> [UInt8] {
        JSONWriter.bytes { w in
            w.object { w in
                w.field("token") { w in
                    w.object { members(&$0, token, catalog) }
                }
            }
        }
    }

    private static func members(_ w: inout JSONWriter, _ token: Token, _ catalog: [CatalogEntry]?) {
        let caller = token.caller
        w.field("methods", methods(token.payload))
        w.field("user") { w in
            w.object { w in
                reference(&w, "domain", caller.userDomainID.string, caller.userDomainName)
                w.field("id", caller.userID.string)
                w.field("name", caller.userName)
                if let path = token.payload.federation {
                    federation(&w, path, token.federatedGroups)
                } else {
                    w.field("password_expires_at", String?.none)
                }
            }
        }
        w.field("audit_ids", caller.auditIDs)
        w.field("expires_at", caller.expiresAt.iso8601())
        w.field("issued_at", caller.issuedAt.iso8601())
        scope(&w, caller.scope, token.loan)
        if caller.scope != .unscoped {
            w.field("roles") { w in
                w.array(token.roles) { w, role in w.object { identifiers(&$0, role.id.string, role.name) } }
            }
        }
        if !token.serviceProviders.isEmpty {
            w.field("service_providers") { $0.array(token.serviceProviders, ServiceProviderWire.brief) }
        }
        if let loan = token.loan { write(&w, loan) }
        if let catalog { w.field("catalog") { $0.array(catalog) { $1.write(to: &$0) } } }
    }

    /// What an identity provider has proved is called after the protocol.
    private static func methods(_ payload: TokenPayload) -> [String] {
        let mapped = payload.methods.contains(.mapped) ? [payload.federation?.protocolID.string ?? "mapped"] : []
        return mapped + payload.methods.names
    }

    private static func federation(_ w: inout JSONWriter, _ path: FederationPath, _ groups: [GroupID]) {
        w.field("OS-FEDERATION") { w in
            w.object { w in
                w.field("groups") { $0.array(groups) { w, id in w.object { $0.field("id", id.string) } } }
                w.field("identity_provider") { $0.object { $0.field("id", path.providerID.string) } }
                w.field("protocol") { $0.object { $0.field("id", path.protocolID.string) } }
            }
        }
    }

    private static func write(_ w: inout JSONWriter, _ loan: Loan) {
        switch loan {
        case .applicationCredential(let credential):
            w.field("application_credential") { w in
                w.object { w in
                    identifiers(&w, credential.id.string, credential.name)
                    w.field("restricted", !credential.isUnrestricted)
                    if let rules = credential.accessRules {
                        w.field("access_rules") { $0.array(rules) { $1.write(to: &$0) } }
                    }
                }
            }
        case .access(let access):
            w.field("OS-OAUTH1") { w in
                w.object { w in
                    w.field("access_token_id", access.id.string)
                    w.field("consumer_id", access.consumerID.string)
                }
            }
        case .trust(let trust):
            w.field("OS-TRUST:trust") { w in
                w.object { w in
                    w.field("id", trust.id.string)
                    w.field("trustor_user") { $0.object { $0.field("id", trust.trustorID.string) } }
                    w.field("trustee_user") { $0.object { $0.field("id", trust.trusteeID.string) } }
                    w.field("impersonation", trust.impersonation)
                }
            }
        }
    }

    private static func scope(_ w: inout JSONWriter, _ scope: Caller.Scope, _ loan: Loan?) {
        switch scope {
        case .unscoped: break
        case .system: w.field("system") { $0.object { $0.field("all", true) } }
        case .domain(let id, let name): reference(&w, "domain", id.string, name)
        case .project(let id, let name, let domainID, let domainName):
            w.field("project") { w in
                w.object { w in
                    reference(&w, "domain", domainID.string, domainName)
                    identifiers(&w, id.string, name)
                }
            }
            if case .trust? = loan { break }
            w.field("is_domain", false)
        }
    }

    private static func reference(_ w: inout JSONWriter, _ field: String, _ id: String, _ name: String) {
        w.field(field) { w in w.object { identifiers(&$0, id, name) } }
    }

    private static func identifiers(_ w: inout JSONWriter, _ id: String, _ name: String) {
        w.field("id", id)
        w.field("name", name)
    }
}
