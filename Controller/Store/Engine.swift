/// Which database keeps a store.
enum Engine: Sendable {
    case sqlite(SQLiteEngine)
    case postgres(PostgresEngine)
}
