import ArgumentParser
import ControllerAssembly
import Core
import FoundationEssentials
import Glibc
import HTTPTypes
import Logging
import Store
import Trust
import Web

struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "Print every route with who may call it and in which microversions.",
        discussion: """
            The tables are those of the running program; no configuration is needed. The columns are method, path, service, \
            policy (a rule's name, 'anyone' or 'authenticated'), and the microversions that have it ('-' for all).
            """)

    @Flag(help: "Tab separated, with a header line, for programs.")
    var tsv = false

    func run() async throws {
        let rows = [["method", "path", "service", "policy", "microversions"]] + (try await Self.rows())
        if tsv {
            for row in rows { print(row.joined(separator: "\t")) }
        } else {
            let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
            for row in rows {
                print(zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  "))
            }
        }
    }

    /// Sorted by path. The services are made on an empty cloud in a directory of its own, which is gone afterwards.
    private static func rows() async throws -> [[String]] {
        var template = Array("/tmp/apus-routes-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Fault(.internalError, code: "ROUTES-SCRATCH", "No scratch directory in /tmp: \(Errno.last.text)")
        }
        let directory = StateDirectory(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        try directory.create()
        let authority = try CertificateAuthority.generate(name: "Apus", now: SystemTime().now)
        let store = try Store(path: directory.database, migrations: Assembly.migrations)
        let assembly = try Assembly(
            store: store, config: ControllerConfig(), directory: directory, authority: authority,
            logger: Logger(label: "routes") { _ in SwiftLogNoOpLogHandler() })
        let rows = assembly.routes.flatMap { table in table.routes.map { row(table.api, $0) } }
        await store.close()
        return rows.sorted { ($0[1], $0[0]) < ($1[1], $1[0]) }
    }

    private static func row(_ api: API, _ route: Route) -> [String] {
        let policy =
            switch route.policy {
            case .anyone: "anyone"
            case .authenticated: "authenticated"
            case .rule(let name): name
            }
        let versions =
            switch (route.since, route.until) {
            case (nil, nil): "-"
            case (let since?, nil): "\(since)-"
            case (nil, let until?): "-\(until)"
            case (let since?, let until?): "\(since)-\(until)"
            }
        return [route.method.rawValue, api.prefix + route.path, api.name, policy, versions]
    }
}
