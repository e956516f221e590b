import Core
import HTTPTypes
import Testing

@testable import Web

@Suite struct AccessRuleTests {
    @Test(arguments: [
        ("/v2.1/servers", "/v2.1/servers", true), ("/v2.1/servers", "/v2.1/servers/1", false),
        ("/v2.1/servers", "/v2.1/server", false), ("/v2.1/servers/*", "/v2.1/servers/1", true),
        ("/v2.1/servers/*", "/v2.1/servers/", false), ("/v2.1/servers/*", "/v2.1/servers/1/action", false),
        ("/v2.1/servers/{id}", "/v2.1/servers/1", true), ("/v2.1/servers/{id}/action", "/v2.1/servers/1/action", true),
        ("/v2.1/servers/{id}", "/v2.1/servers/a/b", false), ("/v2.1/**", "/v2.1/servers/1/action", true),
        ("/v2.1/**", "/v2.1/", true), ("/v2.1/**", "/v2.1", false), ("/**", "/", true), ("/**/action", "/a/b/action", true),
        ("/**/action", "/a/b/actions", false), ("/a*c", "/abbc", true), ("/a*c", "/a/c", false), ("/a*c", "/ac", false),
        ("/**", "", false), ("/a.c", "/abc", false), ("/{a}/{b}", "/x/y", true), ("/{a", "/{a", true), ("/***", "/x/y", true),
    ])
    func matches(pattern: String, path: String, does: Bool) {
        #expect(PathGlob(pattern).matches(path) == does)
    }

    /// Would not come to an end if every star were tried at every place.
    @Test func triesNothingTwice() {
        let pattern = PathGlob("/" + String(repeating: "*a", count: 40) + String(repeating: "**b", count: 20))
        #expect(!pattern.matches("/" + String(repeating: "a", count: 1000)))
    }

    private static let compute = API(name: "nova", type: "compute", prefix: "/compute", errors: .compute)

    @Test(arguments: [
        ("GET", "compute", "/v2.1/servers", true), ("GET", "compute", "/compute/v2.1/servers", true),
        ("POST", "compute", "/v2.1/servers", false), ("GET", "image", "/v2.1/servers", false),
        ("HEAD", "compute", "/v2.1/servers", false), ("GET", "compute", "/v2.1", false),
    ])
    func looksAtServiceMethodAndPath(method: String, service: String, path: String, does: Bool) {
        let rule = AccessRule(id: "1", service: service, method: method, path: path)
        #expect(rule.allows(.get, Self.compute, "/compute/v2.1/servers") == does)
    }

    private static func caller(_ rules: [AccessRule]?) -> Caller {
        Caller(
            userID: UserID("u"), userName: "u", userDomainID: DomainID("d"), userDomainName: "d", scope: .unscoped, roles: [],
            expiresAt: Timestamp(seconds: 1), issuedAt: Timestamp(seconds: 0), auditIDs: [],
            delegation: .applicationCredential(id: "a", isRestricted: true, accessRules: rules))
    }

    @Test func withoutRulesAllIsAllowed() {
        #expect(Self.caller(nil).mayAsk(.delete, Self.compute, "/compute/x"))
        #expect(!Self.caller([]).mayAsk(.delete, Self.compute, "/compute/x"))
        let rules = [("GET", "/x"), ("DELETE", "/x")].map {
            AccessRule(id: $0.0, service: "compute", method: $0.0, path: $0.1)
        }
        #expect(Self.caller(rules).mayAsk(.delete, Self.compute, "/compute/x"))
        #expect(!Self.caller(rules).mayAsk(.delete, Self.compute, "/compute/y"))
        #expect(!Self.caller(rules).mayAsk(.delete, nil, "/x"))
    }
}
