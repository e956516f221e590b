import Core
import Foundation
import StoreTesting
import Testing

@testable import Store

/// How a server is spoken to: its address, its certificate, its kinds of values.
@Suite(.enabled(if: TestServer.isInstalled)) struct PostgresAddressTests {
    @Test func aSumOfManyIsANumber() async throws {
        let server = try TestServer()
        let store = try Store(path: server.url(schema: 1), migrations: [])
        let sums: [(String, SQLValue)] = [
            ("0", .integer(0)), ("7", .integer(7)), ("-70000", .integer(-70_000)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("100000000", .integer(100_000_000)), ("0.5", .real(0.5)),
            ("-12345.25", .real(-12_345.25)), ("1e20", .real(1e20)),
        ]
        for (text, expected) in sums {
            let row = try await store.read { try $0.first(SQL(text: "SELECT CAST(\(text) AS numeric) AS n")) }
            #expect(row?.values == [expected])
        }
    }

    @Test(arguments: [
        (
            "SELECT a FROM t WHERE b = ? AND c = '?' -- ?\n AND d = ?",
            "SELECT a FROM t WHERE b = $1 AND c = '?' -- ?\n AND d = NULL"
        ),
        (
            "CREATE TABLE t (a INTEGER, b REAL, c BLOB, d TEXT DEFAULT 'INTEGER')",
            "CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c BYTEA, d TEXT DEFAULT 'INTEGER')"
        ),
        ("SELECT 'it''s', INTEGERS, \"REAL\" FROM t", "SELECT 'it''s', INTEGERS, \"REAL\" FROM t"),
    ]) func statementsAreTranslated(shared: String, expected: String) {
        #expect(PostgresDialect.translate(SQL(text: shared, parameters: [.integer(1), .null])) == expected)
    }

    @Test(arguments: [
        "postgresql://db.example/apus": "verify-full", "postgres://u:p@10.0.0.1:5433,10.0.0.2/apus": "verify-full",
        "postgresql:///apus?host=/run/postgresql": "verify-full", "postgresql://localhost/apus?sslmode=disable": "disable",
        "postgresql:///apus": "verify-full",
    ]) func serversAreVerified(url: String, mode: String) throws {
        #expect(try PostgresAddress(url).options["sslmode"] == mode)
    }

    @Test(arguments: [
        "postgresql://db.example/apus?sslmode=require": "STORE-TLS", "postgresql://db.example/apus?sslmode=disable": "STORE-TLS",
        "postgresql://localhost,db.example/apus?sslmode=prefer": "STORE-TLS", "postgresql://secret:x%ZZ@db/apus": "STORE-URL",
    ]) func carelessURLsAreRefused(url: String, code: String) {
        let fault = #expect(throws: Fault.self) { try PostgresAddress(url) }
        #expect(fault?.code == code)
        #expect(fault.map { "\($0)" }?.contains("secret") == false)
    }

    /// Only the server whose certificate is of that authority, and for that name.
    @Test func theServerMustProveWhoItIs() throws {
        let port = Int.random(in: 20_000..<30_000)
        let certificate = """
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 \
                -keyout server.key -out server.crt 2>/dev/null && chmod 600 server.key
            """
        let server = try TestServer(["-c", "ssl=on", "-c", "listen_addresses=127.0.0.1"], prepare: certificate, port: port)
        let authority = "\(server.directory)/data/server.crt"
        func open(_ host: String, _ parameters: String) throws {
            _ = try PostgresConnection(PostgresAddress("postgresql://apus@\(host):\(port)/postgres?\(parameters)"))
        }
        try open("127.0.0.1", "sslrootcert=\(authority)")
        let connection = try PostgresConnection(
            PostgresAddress("postgresql://apus@127.0.0.1:\(port)/postgres?sslrootcert=\(authority)"))
        let version: String? = try connection.rows("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").first?.get(
            "version")
        #expect(version == "TLSv1.3")
        // Another name; authorities that have not issued it.
        let name = #expect(throws: Fault.self) { try open("localhost", "sslrootcert=\(authority)") }
        #expect(name?.code == "STORE-UNREACHABLE" && name?.detail?.contains("does not match") == true)
        let stranger = #expect(throws: Fault.self) { try open("127.0.0.1", "") }
        #expect(stranger?.detail?.contains("certificate verify failed") == true)
    }

    @Test func aDatabaseThatSortsOtherwiseIsRefused() throws {
        let server = try TestServer()
        let connection = try PostgresConnection(PostgresAddress(server.url(schema: 1)))
        try connection.execute("CREATE DATABASE words TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'")
        let fault = #expect(throws: Fault.self) {
            try Store(path: "postgresql://apus@/words?host=\(server.directory)", migrations: [])
        }
        #expect(fault?.code == "STORE-COLLATION")
    }
}
