internal import Core
internal import HTTPTypes
internal import Web

/// What passwords must look like, for everybody who is to choose one:
/// `/v3/domains/{domain_id}/config/security_compliance` (Identity API v3, "Domain configuration"). It is one for the cloud, and
/// the default domain tells it.
struct SecurityComplianceRoutes: Sendable {
    /// `password_regex` and `password_regex_description`; null where the operator has set none.
    let passwordRules: [String: JSON]

    var table: [Route] {
        let group = "/v3/domains/{domain_id}/config/security_compliance", option = group + "/{option}"
        let rule = Access.rule("identity:get_security_compliance_domain_config")
        return [Route(.get, group, policy: rule, handler: show), Route(.get, option, policy: rule, handler: show)]
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        guard try context.parameter("domain_id") == Domains.defaultID.string else {
            throw Refusal.configuration(
                "Reading security compliance information for any domain other than the default domain is not allowed or "
                    + "supported.")
        }
        guard let option = context.parameters["option"] else {
            return reply(["security_compliance": .object(passwordRules)])
        }
        guard let value = passwordRules[option] else {
            throw Refusal.configuration(
                "Reading security compliance values other than password_regex and password_regex_description is not allowed.")
        }
        return reply([option: value])
    }

    private func reply(_ config: [String: JSON]) -> Reply {
        .json { $0.object { $0.field("config", .object(config)) } }
    }
}
