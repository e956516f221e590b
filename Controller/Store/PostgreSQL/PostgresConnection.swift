internal import CPostgreSQL
internal import Core

/// One connection to a PostgreSQL server, through libpq.
///
/// Each answer costs a way to the server and back, so what needs none waits (`executeSoon`) and goes together with the next
/// statement, in libpq's pipeline mode: a read of one query, or a write of one statement and its commit, is two ways instead of
/// five.
///
/// Unchecked because libpq's handle may pass from thread to thread, but be used by one at a time: its owners, `PostgresReaders`
/// and `PostgresWriter`, see to that.
final class PostgresConnection: Connection, @unchecked Sendable {
    /// More prepared statements than this, which a list of each length is one of, and the server forgets them all.
    private static let mostStatements = 500

    let handle: OpaquePointer
    private var statements: [PostgresStatement.Key: PostgresStatement] = [:]
    private var lastName = 0
    var soon: [PostgresCall] = []
    private var owesAnswer = false
    /// The transaction was lost through nobody's fault.
    private(set) var isLost = false
    /// Answers since the transaction began.
    private(set) var answers = 0

    /// - Throws: a `Fault`: `STORE-UNREACHABLE`, `STORE-OPEN`.
    init(_ address: PostgresAddress) throws {
        let options = address.options.sorted { $0.key < $1.key }
        let handle = withCStrings(options.map(\.key)) { keywords in
            withCStrings(options.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let handle else {
            throw Fault(.unavailable, code: "STORE-OPEN", "The database cannot be opened.", detail: "libpq has no memory")
        }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw refusal(address) }
        // What the server tells beside its answers would go to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit {
        PQfinish(handle)
    }

    // MARK: Transactions

    var isIdle: Bool { soon.isEmpty && PQtransactionStatus(handle) == PQTRANS_IDLE }
    var isFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }
    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }
    /// The constraints of the shared SQL are checked with each statement; see `PostgresWriter` for the others.
    var owesForeignKeys: Bool { false }

    func begin(_ statements: [SQL]) throws {
        (isLost, answers) = (false, 0)
        for statement in statements { try executeSoon(statement) }
    }

    /// Ends a transaction that only read, or is to be undone, without waiting for the answer. Nothing was begun where nothing
    /// was asked.
    func end() {
        defer { soon = [] }
        guard !isBroken, !isLost, !owesAnswer, PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        owesAnswer = PQsendQuery(handle, "ROLLBACK") == 1
    }

    // MARK: Statements

    func rows(_ sql: SQL, limit: Int) throws -> [Row] { try run(sql).rows(limit: limit) }

    func rows<T>(_ sql: SQL, _ read: (inout RowReader) throws -> T) throws -> [T] { try run(sql).rows(read) }

    @discardableResult
    func execute(_ sql: SQL) throws -> Int { try run(sql).changes }

    func executeSoon(_ sql: SQL) throws { soon.append(call(sql)) }

    /// Runs a statement, after those that wait for it.
    func run(_ sql: SQL) throws -> PostgresResult {
        takeOwedAnswer()
        let call = call(sql)
        let result = try soon.isEmpty && call.statement.isPrepared ? runAlone(call) : runPipeline(call)
        answers += 1
        return result
    }

    private func call(_ sql: SQL) -> PostgresCall {
        PostgresCall(sql: sql, statement: statement(sql), parameters: PostgresParameters(sql.parameters))
    }

    private func statement(_ sql: SQL) -> PostgresStatement {
        let key = PostgresStatement.Key(sql)
        if let known = statements[key] { return known }
        forgetStatements()
        lastName += 1
        let statement = PostgresStatement("s\(lastName)", sql, key)
        statements[key] = statement
        return statement
    }

    private func forgetStatements() {
        guard statements.count >= Self.mostStatements, soon.isEmpty, !isFailed, !isBroken else { return }
        takeOwedAnswer()
        PQclear(PQexec(handle, "DEALLOCATE ALL"))
        statements = [:]
    }

    private func runAlone(_ call: PostgresCall) throws -> PostgresResult {
        let name = call.statement.name
        let answer = call.parameters.withPointers { count, values, lengths, formats in
            PQexecPrepared(self.handle, name, count, values, lengths, formats, 1)
        }
        let result = try received(answer)
        if result.isFailure { throw failure(result, call.sql) }
        return result
    }

    private func takeOwedAnswer() {
        guard owesAnswer else { return }
        owesAnswer = false
        while let result = PQgetResult(handle) { PQclear(result) }
    }

    // MARK: Failures

    func received(_ result: OpaquePointer?) throws -> PostgresResult {
        guard let result else { throw lost() }
        return PostgresResult(result)
    }

    func failure(_ result: PostgresResult, _ sql: SQL) -> any Error {
        let failure = PostgresFailure(result.handle)
        if failure.mayPass { isLost = true }
        return failure.error(sql)
    }

    func lost() -> any Error {
        isLost = true
        return Fault.unreachable(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }

    private func refusal(_ address: PostgresAddress) -> Fault {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return .unreachable("\(address.summary): \(text)")
    }
}

extension Fault {
    static func unreachable(_ detail: String) -> Fault {
        Fault(
            .unavailable, code: "STORE-UNREACHABLE", "The database does not answer.",
            hint: "Try again in a moment. If it lasts, look whether its server runs and accepts this user.", detail: detail)
    }
}

/// Calls with the texts as C wants them, ended by nil.
private func withCStrings<R>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
    var bytes: [CChar] = []
    let offsets = texts.map { text in
        defer { bytes += text.utf8CString }
        return bytes.count
    }
    return bytes.withUnsafeBufferPointer { buffer in
        body(offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil])
    }
}
