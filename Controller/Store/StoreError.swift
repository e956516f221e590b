/// A rule of the schema that a statement broke. The text is SQLite's own, such as
/// `UNIQUE constraint failed: identity_user.name, identity_user.domain_id`. Whoever knows what it means to the client catches
/// it; everything else that the store throws is a `Fault`.
public enum StoreError: Error, Hashable, Sendable {
    /// A unique index or primary key.
    case unique(String)
    case foreignKey(String)
    case check(String)
    case notNull(String)
}
