internal import CPostgreSQL
internal import Core

/// An error of the server or of the connection to it, by its SQLSTATE (appendix A of PostgreSQL's manual).
struct PostgresFailure {
    /// Empty where libpq itself gave up: the connection is lost.
    let state: String
    let message: String
    let detail: String
    let table: String
    let column: String
    let constraint: String

    init(_ result: OpaquePointer) {
        func field(_ character: Unicode.Scalar) -> String {
            PQresultErrorField(result, Int32(character.value)).map { String(cString: $0) } ?? ""
        }
        state = field("C")
        message = state.isEmpty ? PQresultErrorMessage(result).map { String(cString: $0) } ?? "" : field("M")
        detail = field("D")
        table = field("t")
        column = field("c")
        constraint = field("n")
    }

    /// Nobody's fault: the same statements may well succeed another time. What a failover and a stop of the server look like,
    /// two transactions that got in each other's way, and a session that the server ended because its controller had stopped.
    var mayPass: Bool {
        switch state {
        case "", "40001", "40P01", "57P01", "57P02", "57P03", "25P03", "25P04": true
        default: state.hasPrefix("08")
        }
    }

    /// The same error as SQLite's, in its words: whoever reads them learns the same from both.
    func error(_ sql: SQL?) -> any Error {
        switch state {
        case "23505": StoreError.unique(uniqueText)
        case "23503": StoreError.foreignKey("FOREIGN KEY constraint failed")
        case "23514": StoreError.check("CHECK constraint failed: \(constraint)")
        case "23502": StoreError.notNull("NOT NULL constraint failed: \(table).\(column)")
        default: fault(sql)
        }
    }

    /// The detail is such as `Key (domain_id, name)=(a, b) already exists.`; an index of expressions is named instead.
    private var uniqueText: String {
        guard let start = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(")?.lowerBound else { return message }
        let key = detail[detail.index(after: start)..<end]
        if key.contains("(") { return "UNIQUE constraint failed: index '\(constraint)'" }
        let columns = key.split(separator: ",").map { "\(table).\($0.trimmingPrefix(" "))" }
        return "UNIQUE constraint failed: \(columns.joined(separator: ", "))"
    }

    private func fault(_ sql: SQL?) -> Fault {
        let text = "PostgreSQL \(state.isEmpty ? "connection" : state): \(message)" + (sql.map { " in: \($0.text)" } ?? "")
        func unavailable(_ code: String, _ message: String, _ hint: String) -> Fault {
            Fault(.unavailable, code: code, message, hint: hint, detail: text)
        }
        if mayPass { return unavailable("STORE-UNREACHABLE", "The database does not answer.", "Try again in a moment.") }
        return switch state {
        case "22021": Fault(.badRequest, code: "STORE-TEXT", "A text has a character that cannot be stored.", detail: text)
        case "25006": unavailable("STORE-READ-ONLY", "The database cannot be written.", "Is the server a standby?")
        case "53100": unavailable("STORE-DISK-FULL", "The database's disk is full.", "Free space on its server; nothing is lost.")
        case "53300": unavailable("STORE-BUSY", "The database takes no more connections.", "Raise its max_connections.")
        case "XX001", "XX002":
            unavailable("STORE-CORRUPT", "The database is damaged.", "Stop the controllers and restore the latest backup.")
        case "3D000", "28000", "28P01", "42501":
            unavailable("STORE-OPEN", "The database cannot be opened.", "Check its name, user, password and rights.")
        default: Fault(.internalError, code: "STORE-ERROR", "The database refused a statement.", detail: text)
        }
    }
}
