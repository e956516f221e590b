import Foundation
import Web

/// A certificate for `localhost` that signs itself. Its key is no secret: nothing but these tests trusts it.
enum TestCertificate {
    /// Runs the closure with the certificate's files in a directory of its own.
    static func withFiles(_ body: (WebServer.Certificate) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let files = WebServer.Certificate(
            chain: directory.appendingPathComponent("server.pem").path, key: directory.appendingPathComponent("server.key").path)
        try chain.write(toFile: files.chain, atomically: true, encoding: .utf8)
        try key.write(toFile: files.key, atomically: true, encoding: .utf8)
        try await body(files)
    }

    static let chain = """
        -----BEGIN CERTIFICATE-----
        MIIBmjCCAUGgAwIBAgIUWsmMdo2cU1QvC+oJpGBceiOmzjAwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE3MjY1NFoYDzIxMjYxMDI5
        MTcyNjU0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARVoQVlwP0+LqIlLNlA3zlzO8FOK0rHIWV8NAtqGejtktIH2jsee9V8
        VHteUBJz+JduAMBZ4s86F5N0pN3Du6tKo28wbTAdBgNVHQ4EFgQU5Kji8mbRfNNC
        eh1lTLcyIOO4jv0wHwYDVR0jBBgwFoAU5Kji8mbRfNNCeh1lTLcyIOO4jv0wDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDRwAwRAIgOGFGImJCgN5/jo/9y92ncV/QIXlZ2Hj+ADwjEKJ5g4oCIFOG
        hxSS5MQI2H9vmwdGlVb9i3hAp0M/HUOJUtMgWV7j
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgntQB7VwhebTde8T4
        WzX4JTly+/9A5Glrmj6SdLcOkDyhRANCAARVoQVlwP0+LqIlLNlA3zlzO8FOK0rH
        IWV8NAtqGejtktIH2jsee9V8VHteUBJz+JduAMBZ4s86F5N0pN3Du6tK
        -----END PRIVATE KEY-----
        """

    // MARK: Another one for the same names

    static let otherChain = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUGgAwIBAgIULRaNVnGS/lxnjMbgS0JESiirr+EwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAzMTc0MVoYDzIxMjYxMDMw
        MDMxNzQxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASf5edhN1gRSk0Y6LsdZ5s7G13QeSP2wGlRCWFR72rkBJ+5qOZm6Jx/
        ZNzHN9Fwn0mMoyVp02uphhcE63YzQBLDo28wbTAdBgNVHQ4EFgQUkGGSlitKfFjm
        oocIgXoZtJwKRTowHwYDVR0jBBgwFoAUkGGSlitKfFjmoocIgXoZtJwKRTowDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSQAwRgIhAIh4F2xtME/j1qM3vBCswKZR9nxwCX/EEPJXWWc+HNpiAiEA
        k3jTLwyXoLO1N4J5oEIV7MHeXUiEx4Y0hyxhgi+GngU=
        -----END CERTIFICATE-----
        """

    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgldpu4uGT9DepAF8F
        ETmPkxSTanyBT1m13Dys88hZlRyhRANCAASf5edhN1gRSk0Y6LsdZ5s7G13QeSP2
        wGlRCWFR72rkBJ+5qOZm6Jx/ZNzHN9Fwn0mMoyVp02uphhcE63YzQBLD
        -----END PRIVATE KEY-----
        """
}
