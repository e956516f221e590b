/// One step of the schema. Migrations are append-only: once released, neither the name nor the statements change.
public struct Migration: Sendable {
    /// Unique among all services, such as `identity-001-projects`.
    public let name: String
    public let statements: [SQL]

    public init(_ name: String, _ statements: SQL...) {
        self.name = name
        self.statements = statements
    }
}
