import Core
import Testing

@testable import Identity

struct AssertionTests {
    @Test func claimsBecomeAttributes() {
        let claims = OpenIDClaims([
            "sub": "u", "n": 3, "yes": true, "list": ["a", 1, nil, ["x"]], "none": nil, "text": "a;b", "empty": "",
            "realm_access": ["roles": ["r1", "r2"]], "iss": "https://sso", "ISS": "https://evil",
        ])
        let assertion = claims.assertion
        #expect(assertion["OIDC-sub"] == ["u"])
        #expect(assertion["HTTP_OIDC_SUB"] == ["u"])
        #expect(assertion["OIDC-n"] == ["3"])
        #expect(assertion["OIDC-yes"] == ["1"])
        #expect(assertion["OIDC-list"] == ["a", "1"])
        #expect(assertion["OIDC-none"] == nil)
        #expect(assertion["OIDC-empty"] == nil)
        #expect(assertion["OIDC-text"] == ["a;b"])
        #expect(assertion["OIDC-realm_access.roles"] == ["r1", "r2"])
        #expect(assertion["HTTP_OIDC_REALM_ACCESS_ROLES"] == ["r1", "r2"])
        #expect(assertion["HTTP_OIDC_ISS"] == ["https://sso"])
        #expect(assertion["OIDC-ISS"] == ["https://evil"])
    }

    @Test(arguments: [
        ("https://a.example.org/x", "a.example.org", true), ("https://A:8443", "a", true),
        ("http://127.0.0.1:9/x", "127.0.0.1", true),
        ("http://[::1]:9/", "::1", true), ("http://localhost", "localhost", true), ("http://a", "a", false),
        ("http://localhost.evil", "localhost.evil", false),
    ])
    func addresses(_ text: String, _ host: String, _ isSafe: Bool) throws {
        let address = try #require(WebAddress(text))
        #expect(address.host == host)
        #expect(address.isSafe == isSafe)
    }

    @Test(arguments: [
        "", "x", "ftp://a", "https://", "https://a@b", "https://a b", "https://a\"b", "https://a:x", "https://[::1", "//a",
    ])
    func noAddresses(_ text: String) {
        #expect(WebAddress(text) == nil)
    }
}
