internal import Core

/// The part of a server that is one store: a schema of a database, its lock and its channel.
struct PostgresScope: Sendable {
    let schema: String

    init(_ connection: PostgresConnection) throws {
        guard let schema: String = try connection.rows("SELECT current_schema() AS name").first?.get("name") else {
            throw Fault(
                .unavailable, code: "STORE-OPEN", "The database cannot be opened.",
                hint: "Create the schema that the user's search_path names, or grant the user its use.")
        }
        self.schema = schema
    }

    /// Begins a transaction that no other writer shares. Not REPEATABLE READ: that would look at the database before it waits
    /// for the lock.
    var begin: [SQL] { ["BEGIN ISOLATION LEVEL READ COMMITTED", "SELECT pg_advisory_xact_lock(\(key))"] }

    /// Hints of commits.
    var channel: String { "apus_" + schema }

    /// FNV-1a of the schema's name: the lock is the database's, the number should be ours.
    private var key: Int64 {
        let hash = "apus store \(schema)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    /// Refuses a server whose texts or commits are not what the store promises.
    func check(_ connection: PostgresConnection) throws {
        let row = try connection.rows(
            """
            SELECT current_setting('server_encoding') AS encoding, 'B' < 'a' AND 'a' < 'z' AND 'z' < 'ä' AS is_bytewise,
                lower('Ä') = 'Ä' AS is_plain, COALESCE(current_setting('fsync', true), 'on') AS fsync
            """
        ).first
        guard try row?.get("encoding") == "UTF8", try row?.get("is_bytewise") == true, try row?.get("is_plain") == true else {
            throw Fault(
                .badRequest, code: "STORE-COLLATION", "The database sorts or stores texts in another way than Apus.",
                hint: "Create it so: CREATE DATABASE apus TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        }
        guard try row?.get("fsync") == "on" else {
            throw Fault(
                .badRequest, code: "STORE-NOT-DURABLE", "The database refuses to be durable.",
                hint: "Set fsync = on in its configuration.")
        }
    }
}
