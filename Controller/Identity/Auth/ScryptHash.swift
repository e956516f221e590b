import Core

internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// What is kept of a password: the scrypt key (RFC 7914) with its salt and the cost of deriving it, as text in the PHC form
/// `$scrypt$ln=16,r=8,p=1$<salt>$<key>` that upstream's scrypt hashes have, too.
struct ScryptHash: Sendable, Equatable {
    /// What one derivation costs: 128 × blockSize × 2^logRounds bytes of memory, and time in proportion.
    struct Cost: Sendable, Hashable {
        var logRounds: Int
        var blockSize: Int
        var parallelism: Int

        /// Upstream's default: 64 MiB.
        static let standard = Cost(logRounds: 16, blockSize: 8, parallelism: 1)

        /// A hash of greater cost did not come from here, and would keep a thread busy for seconds.
        fileprivate var isSane: Bool {
            (1...20).contains(logRounds) && (1...16).contains(blockSize) && (1...4).contains(parallelism)
        }
    }

    let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    private init(cost: Cost, salt: [UInt8], key: SymmetricKey) {
        self.cost = cost
        self.salt = salt
        self.key = key.withUnsafeBytes { Array($0) }
    }

    /// A new hash with a salt of its own.
    init(password: String, cost: Cost) throws {
        let salt = Self.randomSalt()
        self.init(cost: cost, salt: salt, key: try Self.derive(Array(password.utf8), salt, cost, count: 32))
    }

    /// A hash that no password is known for.
    static func unmatchable(_ cost: Cost) -> ScryptHash {
        ScryptHash(cost: cost, salt: randomSalt(), key: SymmetricKey(size: .bits256))
    }

    /// nil if the text has another form.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Cost(parts[2]), cost.isSane,
            let salt = Base64.decode(parts[3], .standard), let key = Base64.decode(parts[4], .standard), key.count >= 16
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    var text: String {
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Base64.encode(salt, .standard))$\(Base64.encode(key, .standard))"
    }

    /// Compares in constant time.
    func matches(_ password: String) throws -> Bool {
        try Self.derive(Array(password.utf8), salt, cost, count: key.count) == SymmetricKey(data: key)
    }

    private static func randomSalt() -> [UInt8] { SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) } }

    static func derive(_ password: [UInt8], _ salt: [UInt8], _ cost: Cost, count: Int) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
    }
}

extension ScryptHash.Cost {
    /// Reads `ln=16,r=8,p=1`.
    fileprivate init?(_ text: Substring) {
        let numbers = zip(text.split(separator: ","), ["ln=", "r=", "p="]).compactMap { part, name in
            part.hasPrefix(name) ? Int(part.dropFirst(name.count)) : nil
        }
        guard numbers.count == 3, text.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 2 else { return nil }
        self.init(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
    }
}
