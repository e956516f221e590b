internal import CPostgreSQL
internal import Core
internal import Glibc

/// Where a PostgreSQL database is and how it is spoken to: a URL as libpq understands it, made strict.
///
/// Over a network the server must prove by its certificate that it is the one of the URL (`sslmode=verify-full`): the database
/// is the whole cloud, passwords included. A URL that asks for less is refused, but for the machine's own sockets and loopback.
struct PostgresAddress: Sendable {
    /// libpq's keywords with their values.
    let options: [String: String]

    static func names(_ place: String) -> Bool { place.hasPrefix("postgresql://") || place.hasPrefix("postgres://") }

    /// - Throws: a `Fault` `STORE-URL` or `STORE-TLS`, which do not repeat the URL: it may have a password.
    init(_ url: String) throws {
        var options = try Self.parse(url)
        if options["host", default: ""].isEmpty, options["hostaddr", default: ""].isEmpty {
            options["host"] = "/var/run/postgresql"
        }
        if let mode = options["sslmode"], mode != "verify-full", !Self.hosts(options).allSatisfy(Self.isThisMachine) {
            throw Fault(
                .badRequest, code: "STORE-TLS",
                "The database's server must prove who it is: sslmode=\(mode) does not ask for it.",
                hint: "Leave sslmode out (it is verify-full) and name the authority's file by sslrootcert=/path/ca.pem.")
        }
        options.merge(Self.defaults) { given, _ in given }
        if options["sslrootcert"] == nil, access(Self.authorities, R_OK) == 0 { options["sslrootcert"] = Self.authorities }
        self.options = options
    }

    /// For messages: without the password.
    var summary: String { "\(options["dbname"] ?? "the user's database") on \(Self.hosts(options).joined(separator: ", "))" }

    private static let authorities = "/etc/ssl/certs/ca-certificates.crt"

    /// A server that has gone without a word is noticed within ten seconds. Of several hosts the one that can be written to is
    /// taken.
    private static let defaults = [
        "sslmode": "verify-full", "gssencmode": "disable", "connect_timeout": "5", "application_name": "apus",
        "client_encoding": "UTF8", "target_session_attrs": "read-write", "keepalives_idle": "4", "keepalives_interval": "2",
        "keepalives_count": "3", "tcp_user_timeout": "10000",
    ]

    private static func parse(_ url: String) throws -> [String: String] {
        guard let parsed = PQconninfoParse(url, nil) else {
            throw Fault(
                .badRequest, code: "STORE-URL", "The database's URL is not well formed.",
                hint: "It looks like this: postgresql://user@host:5432/name?sslrootcert=/path/ca.pem")
        }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return options
    }

    private static func hosts(_ options: [String: String]) -> [String] {
        [options["host"], options["hostaddr"]].compactMap(\.self).flatMap { $0.split(separator: ",").map(String.init) }
    }

    private static func isThisMachine(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "127.0.0.1", "::1"].contains(host)
    }
}
