internal import Core

/// What is sealed in a token: who proved what, for which scope, and until when. Names, roles and the catalog are looked up
/// when it is validated, so that a change of them takes effect at once.
///
/// Bytes: version ‖ methods ‖ kind of scope ‖ user id ‖ scope id, if the kind has one ‖ issued at ‖ expires at (both
/// microseconds since 1970, 8 bytes) ‖ audit id (16) ‖ audit id of the first token of the chain (16), if this is not it.
///
/// Version 2, of a federated user's token, has the ids of the identity provider and of the protocol after the methods.
struct TokenPayload: Sendable, Equatable {
    enum Scope: Sendable, Hashable {
        case unscoped
        case project(ProjectID)
        case domain(DomainID)
        case system
        /// The project of the credential, with its roles.
        case applicationCredential(ApplicationCredentialID)
        /// The project of the trust, with the roles that it lends.
        case trust(TrustID)
        /// The project of the access token, with the roles that its user has given to the consumer.
        case access(OAuthAccessID)
    }

    private static let version: UInt8 = 1
    private static let federatedVersion: UInt8 = 2

    var userID: UserID
    var methods: AuthMethods
    var scope: Scope
    var issuedAt: Timestamp
    var expiresAt: Timestamp
    var auditID: AuditID
    /// The first token of the chain, of which this one was made with the method `token`.
    var chainID: AuditID?
    /// Where the user has signed in, if that was not here.
    var federation: FederationPath?

    /// As the API shows them: the token's own, then that of its chain.
    var auditIDs: [String] { [auditID.text] + (chainID.map { [$0.text] } ?? []) }
}

extension TokenPayload {
    func encoded() throws -> [UInt8] {
        var bytes = [federation == nil ? Self.version : Self.federatedVersion, methods.rawValue]
        try federation?.append(to: &bytes)
        bytes.append(scope.tag)
        try PackedID.append(userID.string, to: &bytes)
        if let id = scope.id { try PackedID.append(id, to: &bytes) }
        bytes.append(bigEndian: UInt64(bitPattern: issuedAt.microseconds))
        bytes.append(bigEndian: UInt64(bitPattern: expiresAt.microseconds))
        bytes.append(contentsOf: auditID.bytes)
        bytes.append(contentsOf: chainID?.bytes ?? [])
        return bytes
    }

    /// nil if another version has written it.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let version = reader.byte(), [Self.version, Self.federatedVersion].contains(version), let methods = reader.byte()
        else { return nil }
        let federation = version == Self.federatedVersion ? FederationPath(&reader) : nil
        guard version == Self.version || federation != nil, let tag = reader.byte(),
            let user = PackedID.read(&reader), let scope = Scope(tag, &reader),
            let issued = reader.bigEndian(), let expires = reader.bigEndian(), let auditID = AuditID(&reader)
        else { return nil }
        let chainID = reader.isAtEnd ? nil : AuditID(&reader)
        guard reader.isAtEnd else { return nil }
        self.init(
            userID: UserID(user), methods: AuthMethods(rawValue: methods), scope: scope,
            issuedAt: Timestamp(microseconds: Int64(bitPattern: issued)),
            expiresAt: Timestamp(microseconds: Int64(bitPattern: expires)), auditID: auditID, chainID: chainID,
            federation: federation)
    }
}

extension TokenPayload.Scope {
    fileprivate var tag: UInt8 {
        switch self {
        case .unscoped: 0
        case .project: 1
        case .domain: 2
        case .system: 3
        case .applicationCredential: 4
        case .trust: 5
        case .access: 6
        }
    }

    fileprivate var id: String? {
        switch self {
        case .unscoped, .system: nil
        case .project(let id): id.string
        case .domain(let id): id.string
        case .applicationCredential(let id): id.string
        case .trust(let id): id.string
        case .access(let id): id.string
        }
    }

    fileprivate init?(_ tag: UInt8, _ reader: inout ByteReader) {
        switch tag {
        case 0: self = .unscoped
        case 3: self = .system
        case 1, 2, 4, 5, 6:
            guard let id = PackedID.read(&reader) else { return nil }
            switch tag {
            case 1: self = .project(ProjectID(id))
            case 2: self = .domain(DomainID(id))
            case 4: self = .applicationCredential(ApplicationCredentialID(id))
            case 5: self = .trust(TrustID(id))
            default: self = .access(OAuthAccessID(id))
            }
        default: return nil
        }
    }
}
