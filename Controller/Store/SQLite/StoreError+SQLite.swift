internal import Core
internal import GRDB
internal import GRDBSQLite

/// What SQLite's extended result code means to the rest of the program.
func sqliteFailure(code: Int32, message: String, sql: SQL? = nil) -> any Error {
    switch ResultCode(rawValue: code) {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: StoreError.unique(message)
    case .SQLITE_CONSTRAINT_FOREIGNKEY: StoreError.foreignKey(message)
    case .SQLITE_CONSTRAINT_CHECK: StoreError.check(message)
    case .SQLITE_CONSTRAINT_NOTNULL: StoreError.notNull(message)
    default: Fault.sqlite(code: code, message: message, sql: sql)
    }
}

extension DatabaseError {
    func translated(_ sql: SQL? = nil) -> any Error {
        sqliteFailure(code: extendedResultCode.rawValue, message: message ?? "", sql: sql)
    }
}

extension Fault {
    /// The client learns that the service cannot work now; which file or statement it was is for the operator.
    fileprivate static func sqlite(code: Int32, message: String, sql: SQL?) -> Fault {
        let detail = "SQLite \(code): \(message)" + (sql.map { " in: \($0.text)" } ?? "")
        func unavailable(_ code: String, _ message: String, _ hint: String?) -> Fault {
            Fault(.unavailable, code: code, message, hint: hint, detail: detail)
        }
        return switch code & 0xFF {
        case SQLITE_MISUSE:
            storeClosed
        case SQLITE_FULL:
            unavailable(
                "STORE-DISK-FULL", "The database's disk is full.", "Free space on the controller's disk; nothing is lost.")
        case SQLITE_READONLY:
            unavailable("STORE-READ-ONLY", "The database cannot be written.", "Check the owner, mode and mount of its directory.")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            unavailable("STORE-CORRUPT", "The database is damaged.", "Stop the controller and restore the latest backup.")
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            unavailable("STORE-OPEN", "The database cannot be opened.", "Check that its directory exists and who owns it.")
        case SQLITE_IOERR:
            unavailable("STORE-IO", "The database's disk does not work.", "Look for disk errors in the kernel's log.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            unavailable("STORE-BUSY", "The database is locked.", "Look for another program that holds it open.")
        default:
            Fault(.internalError, code: "STORE-ERROR", "The database refused a statement.", detail: detail)
        }
    }
}
