import Testing

@testable import Identity

/// RFC 5849, by its own examples.
struct OAuthSignatureTests {
    /// §3.4.1.1, without the parameters of the form body, which no request of this API has.
    @Test func theBaseStringIsTheReferences() {
        let signature = OAuthSignature(
            method: "post", url: "HTTP://EXAMPLE.COM:80/request",
            parameters: [
                ("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("oauth_consumer_key", "9djdj82h48djs9d2"),
                ("oauth_token", "kkk9d7dh3k39sjv7"), ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"),
                ("oauth_nonce", "7d8f3e4a"), ("c2", ""), ("a3", "2 q"),
            ])
        #expect(
            signature.baseString
                == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%"
                + "26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%"
                + "26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7")
    }

    @Test(arguments: [
        ("https://Cloud.Example:443/v3", "https://cloud.example/v3"), ("https://cloud:5000/V3", "https://cloud:5000/V3"),
        ("http://cloud:443/", "http://cloud:443/"), ("https://cloud", "https://cloud/"),
    ])
    func theAddressIsNormal(_ url: String, _ normal: String) {
        let signature = OAuthSignature(method: "GET", url: url, parameters: [])
        let encoded = normal.replacing(":", with: "%3A").replacing("/", with: "%2F")
        #expect(signature.baseString == "GET&\(encoded)&")
    }

    /// §1.2: the photos example.
    @Test func theSignatureIsTheReferences() {
        let signature = OAuthSignature(
            method: "GET", url: "http://photos.example.net/photos",
            parameters: [
                ("file", "vacation.jpg"), ("size", "original"), ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
                ("oauth_token", "nnch734d00sl2jdk"), ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131202"),
                ("oauth_nonce", "chapoH"),
            ])
        let secrets = (consumer: "kd94hf93k423kf44", token: "pfkkdhi9sl3r4s00")
        #expect(signature.isValid("MdpQcU8iPSUjWoN/UDMsK2sui9I=", .sha1, secrets: secrets))
        #expect(signature.sign(.sha1, secrets: secrets) == "MdpQcU8iPSUjWoN/UDMsK2sui9I=")
        #expect(!signature.isValid("MdpQcU8iPSUjWoN/UDMsK2sui8I=", .sha1, secrets: secrets))
        #expect(!signature.isValid("MdpQcU8iPSUjWoN/UDMsK2sui9I=", .sha256, secrets: secrets))
        #expect(!signature.isValid("MdpQcU8iPSUjWoN/UDMsK2sui9I=", .sha1, secrets: (consumer: "kd94hf93k423kf44", token: "")))
        #expect(!signature.isValid("", .sha1, secrets: secrets))
        #expect(!signature.isValid("%%%", .sha1, secrets: secrets))
    }

    @Test(arguments: [
        "", "OAuth", "Basic abc", "OAuth a", "OAuth a=b", "OAuth a=\"b", "OAuth a=\"%zz\"", "OAuth a=\"1\", a=\"2\"", "OAuth =",
    ])
    func brokenHeadersAreRefused(_ header: String) {
        #expect(OAuthHeader.parameters(header) == nil)
    }

    @Test func aHeaderIsRead() throws {
        let read = try #require(OAuthHeader.parameters("oauth realm=\"Photos\",  a%20b=\"c%2Bd\" ,e=\"\""))
        #expect(read.map(\.name) == ["realm", "a b", "e"])
        #expect(read.map(\.value) == ["Photos", "c+d", ""])
    }
}
