internal import Catalog
internal import Core
internal import Store

/// The options that a domain has of its own: the rows of `identity_domain_option`.
///
/// They are what the API was asked for. What is secret among them goes in and is used within the controller, and no answer
/// shows it.
enum DomainConfig {
    typealias Options = [DomainOption: JSON]

    /// All of them, the secret ones, too.
    static func whole(_ s: Snapshot, of id: DomainID) throws -> Options {
        let rows = try s.rows("SELECT * FROM identity_domain_option WHERE domain_id = \(id)")
        return Dictionary(
            try rows.map { row in
                (DomainOption(group: try row.get("group_name"), name: try row.get("option_name")), try row.get("value"))
            }, uniquingKeysWith: { $1 })
    }

    /// What may be shown of a part.
    ///
    /// - Throws: a 404 fault where that is nothing.
    static func shown(_ s: Snapshot, of id: DomainID, _ part: DomainConfigPart) throws -> Options {
        _ = try Domains.get(s, id)
        try part.check()
        let options = try open(s, of: id, part)
        guard !options.isEmpty else { throw missing(part, id) }
        return options
    }

    private static func open(_ s: Snapshot, of id: DomainID, _ part: DomainConfigPart) throws -> Options {
        try whole(s, of: id).filter { part.contains($0.key) && !$0.key.isSecret }
    }

    // MARK: Changes

    /// Replaces all that there was.
    ///
    /// - Returns: what may be shown of it, and whether there was nothing before.
    static func replace(_ tx: Transaction, of id: DomainID, _ options: Options) throws -> (options: Options, isNew: Bool) {
        _ = try Domains.get(tx, id)
        let isNew = try whole(tx, of: id).isEmpty
        try tx.execute("DELETE FROM identity_domain_option WHERE domain_id = \(id)")
        try store(tx, of: id, options)
        return (try open(tx, of: id, .all), isNew)
    }

    /// Adds to what there is, or changes it. A part that is named must be there already.
    ///
    /// - Returns: all that may be shown afterwards.
    static func update(
        _ tx: Transaction, of id: DomainID, _ part: DomainConfigPart, _ options: Options
    ) throws -> Options {
        _ = try Domains.get(tx, id)
        if part != .all, try !whole(tx, of: id).keys.contains(where: part.contains) { throw missing(part, id) }
        try store(tx, of: id, options)
        return try open(tx, of: id, .all)
    }

    static func delete(_ tx: Transaction, of id: DomainID, _ part: DomainConfigPart) throws {
        _ = try Domains.get(tx, id)
        try part.check()
        let gone = try whole(tx, of: id).keys.filter(part.contains)
        guard part == .all || !gone.isEmpty else { throw missing(part, id) }
        for option in gone {
            try tx.execute(
                """
                DELETE FROM identity_domain_option
                WHERE domain_id = \(id) AND group_name = \(option.group) AND option_name = \(option.name)
                """)
        }
        tx.hint(.identity, id.string)
    }

    private static func store(_ tx: Transaction, of id: DomainID, _ options: Options) throws {
        for (option, value) in options {
            try tx.execute(
                """
                INSERT INTO identity_domain_option (domain_id, group_name, option_name, value)
                VALUES (\(id), \(option.group), \(option.name), \(value))
                ON CONFLICT (domain_id, group_name, option_name) DO UPDATE SET value = excluded.value
                """)
        }
        tx.hint(.identity, id.string)
    }

    private static func missing(_ part: DomainConfigPart, _ id: DomainID) -> Fault {
        Refusal.missing("Could not find \(part.words) in domain configuration for domain \(id).")
    }
}
