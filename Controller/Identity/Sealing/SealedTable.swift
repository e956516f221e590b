internal import Core
internal import Store

/// A table whose rows each hold a secret: in the columns `id`, `sealed` and `key_id`. (`Credentials` looks after its own.)
enum SealedTable: String, Sendable, CaseIterable {
    case consumer = "identity_oauth_consumer"
    case request = "identity_oauth_request"
    case access = "identity_oauth_access"
    case domainSecret = "identity_domain_secret"

    private static let batch = 100

    /// Which keys the rows of all of them need.
    static func keyIDs(_ s: Snapshot) throws -> Set<String> {
        Set(
            try allCases.flatMap { table in
                try s.rows("SELECT DISTINCT key_id FROM \(identifier: table.rawValue)").map { try $0.get("key_id") as String }
            })
    }

    /// Seals with the primary key what older ones have sealed, some rows at a time.
    static func sealAgain(_ store: Store, _ keys: SealingKeys, unless primary: String) async throws {
        for table in allCases {
            var last: String? = ""
            while let first = last {
                last = try await store.write { tx in try table.sealAgain(tx, keys, after: first, unless: primary) }
            }
        }
    }

    /// One that cannot be opened stays as it is: its key may come back.
    ///
    /// - Returns: the last row that was looked at; nil after the end.
    private func sealAgain(
        _ tx: Transaction, _ keys: SealingKeys, after first: String, unless primary: String
    ) throws -> String? {
        let table: SQL = "\(identifier: rawValue)"
        let rows = try tx.rows(
            """
            SELECT id, sealed, key_id FROM \(table) WHERE key_id <> \(primary) AND id > \(first)
            ORDER BY id LIMIT \(Self.batch)
            """)
        for row in rows {
            let id: String = try row.get("id")
            guard let secret = try? keys.open(Sealed(row), self, id) else { continue }
            let sealed = try keys.seal(secret, self, id)
            try tx.execute("UPDATE \(table) SET sealed = \(sealed.text), key_id = \(sealed.keyID) WHERE id = \(id)")
        }
        return try rows.last?.get("id")
    }
}

extension SealingKeys {
    /// For one row of a table.
    func seal(_ secret: String, _ table: SealedTable, _ id: String) throws -> Sealed {
        try seal(secret, for: "\(table.rawValue)/\(id)")
    }

    func open(_ sealed: Sealed, _ table: SealedTable, _ id: String) throws -> String {
        try open(sealed, for: "\(table.rawValue)/\(id)")
    }
}
