internal import Catalog
internal import Core
internal import Store

/// The options that a domain has of its own: the rows of `identity_domain_option`, and sealed ones of
/// `identity_domain_secret`.
///
/// They are what the API was asked for. What is secret among them goes in and is used within the controller, and no answer
/// shows it.
struct DomainConfig: Sendable {
    typealias Options = [DomainOption: JSON]

    let sealing: SealingKeys

    /// All of them, the secret ones, too: for whoever looks up the users of the domain.
    func whole(_ s: Snapshot, of id: DomainID) throws -> Options {
        var options = try open(s, of: id, .all)
        for row in try s.rows("SELECT * FROM identity_domain_secret WHERE domain_id = \(id)") {
            let text = try sealing.open(Sealed(row), .domainSecret, row.get("id"))
            options[try DomainOption(row)] = try JSONParser.parse(text)
        }
        return options
    }

    /// What may be shown of a part.
    ///
    /// - Throws: a 404 fault where that is nothing.
    func shown(_ s: Snapshot, of id: DomainID, _ part: DomainConfigPart) throws -> Options {
        _ = try Domains.get(s, id)
        try part.check()
        let options = try open(s, of: id, part)
        guard !options.isEmpty else { throw missing(part, id) }
        return options
    }

    private func open(_ s: Snapshot, of id: DomainID, _ part: DomainConfigPart) throws -> Options {
        let rows = try s.rows("SELECT * FROM identity_domain_option WHERE domain_id = \(id)")
        let options = Dictionary(
            try rows.map { (try DomainOption($0), try $0.get("value") as JSON) }, uniquingKeysWith: { $1 })
        return options.filter { part.contains($0.key) }
    }

    /// Which there are, without their values.
    private func names(_ s: Snapshot, of id: DomainID) throws -> [DomainOption] {
        try s.rows(
            """
            SELECT group_name, option_name FROM identity_domain_option WHERE domain_id = \(id)
            UNION ALL SELECT group_name, option_name FROM identity_domain_secret WHERE domain_id = \(id)
            """
        ).map(DomainOption.init)
    }

    // MARK: Changes

    /// Replaces all that there was.
    ///
    /// - Returns: what may be shown of it, and whether there was nothing before.
    func replace(_ tx: Transaction, of id: DomainID, _ options: Options) throws -> (options: Options, isNew: Bool) {
        _ = try Domains.get(tx, id)
        let isNew = try names(tx, of: id).isEmpty
        try tx.execute("DELETE FROM identity_domain_option WHERE domain_id = \(id)")
        try tx.execute("DELETE FROM identity_domain_secret WHERE domain_id = \(id)")
        try store(tx, of: id, options)
        return (try open(tx, of: id, .all), isNew)
    }

    /// Adds to what there is, or changes it. A part that is named must be there already.
    ///
    /// - Returns: all that may be shown afterwards.
    func update(_ tx: Transaction, of id: DomainID, _ part: DomainConfigPart, _ options: Options) throws -> Options {
        _ = try Domains.get(tx, id)
        if part != .all, try !names(tx, of: id).contains(where: part.contains) { throw missing(part, id) }
        try store(tx, of: id, options)
        return try open(tx, of: id, .all)
    }

    func delete(_ tx: Transaction, of id: DomainID, _ part: DomainConfigPart) throws {
        _ = try Domains.get(tx, id)
        try part.check()
        let gone = try names(tx, of: id).filter(part.contains)
        guard part == .all || !gone.isEmpty else { throw missing(part, id) }
        for option in gone { try tx.execute("DELETE FROM \(option.table) WHERE \(option.condition(id))") }
        tx.hint(.identity, id.string)
    }

    private func store(_ tx: Transaction, of id: DomainID, _ options: Options) throws {
        for (option, value) in options {
            try tx.execute("DELETE FROM \(option.table) WHERE \(option.condition(id))")
            guard option.isSecret else {
                try tx.execute(
                    """
                    INSERT INTO identity_domain_option (domain_id, group_name, option_name, value)
                    VALUES (\(id), \(option.group), \(option.name), \(value))
                    """)
                continue
            }
            let rowID = "\(id)/\(option.group)/\(option.name)"
            let sealed = try sealing.seal(value.text, .domainSecret, rowID)
            try tx.execute(
                """
                INSERT INTO identity_domain_secret (id, domain_id, group_name, option_name, sealed, key_id)
                VALUES (\(rowID), \(id), \(option.group), \(option.name), \(sealed.text), \(sealed.keyID))
                """)
        }
        tx.hint(.identity, id.string)
    }

    private func missing(_ part: DomainConfigPart, _ id: DomainID) -> Fault {
        Refusal.missing("Could not find \(part.words) in domain configuration for domain \(id).")
    }
}

extension DomainOption {
    fileprivate init(_ row: Row) throws {
        self.init(group: try row.get("group_name"), name: try row.get("option_name"))
    }

    /// Where it is kept.
    fileprivate var table: SQL { isSecret ? "identity_domain_secret" : "identity_domain_option" }

    fileprivate func condition(_ id: DomainID) -> SQL {
        "domain_id = \(id) AND group_name = \(group) AND option_name = \(name)"
    }
}
